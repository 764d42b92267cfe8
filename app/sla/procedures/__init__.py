"""Procedures: what no single formula over totals can say, each named, with its grain and its reach."""
