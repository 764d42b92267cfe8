"""Patterns: when it fails in the week, and how a campaign goes against its plan."""
