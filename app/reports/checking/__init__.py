"""What a report says that cannot be, or hardly can be: checks, flags and gaps, and their words."""
