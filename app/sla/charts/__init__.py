"""Limits that charts draw: how far a value varies by its volume, and by itself."""
