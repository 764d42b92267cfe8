"""Reports: receiving, reading and checking what was measured, and the sheets that it becomes."""
