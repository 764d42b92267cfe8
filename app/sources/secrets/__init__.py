"""What proves a request to a provider: given once, locked away, never shown again."""
