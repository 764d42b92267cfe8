"""Comparing providers on one metric: by volume, so that small centres are not judged by noise."""
