"""What operators watch: counts for Prometheus on a port of their own, and traces, each off unless it is set.

No label holds what belongs to a client: routes are told by their template, never by the address that came.
"""
