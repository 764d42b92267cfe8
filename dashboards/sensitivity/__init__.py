"""Sensitivity: the same counts under every variant of a metric, and where the verdict flips."""
