"""Getting data out: the sheets as files for the tools that people already have."""
