"""Reconciling: the client's own measurement held against the provider's (domain.md §8)."""
