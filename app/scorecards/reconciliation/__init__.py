"""Reconciliation: the client's own measurement beside the provider's figures, for people to look at."""
