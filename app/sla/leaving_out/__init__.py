"""What is left out before figures are added up; raw and adjusted stand side by side (domain.md §6)."""
