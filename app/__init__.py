"""The vendor SLA scorecard service."""
