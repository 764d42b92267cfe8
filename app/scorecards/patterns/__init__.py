"""Patterns in what was measured: the rhythm of the week, the course of a campaign."""
