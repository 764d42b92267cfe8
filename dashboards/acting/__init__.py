"""Findings and actions: what was found, what is done about it, by whom, until when, and how it stands."""
