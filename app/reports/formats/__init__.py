"""Formats: from bytes to located cells."""
