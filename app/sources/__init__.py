"""Pulls: what is fetched from providers on a schedule, and how it becomes a report."""
