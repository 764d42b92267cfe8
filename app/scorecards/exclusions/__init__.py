"""Exclusions: proposed by one side, agreed by the other, each with its price."""
