"""What is kept: a report whole or not at all, merged with what was known, listed, and read again later."""
