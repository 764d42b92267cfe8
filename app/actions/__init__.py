"""Findings and actions: what was missed, why, what is done about it, and when that is proven."""
