"""The rows of a report: which of them count, the day and interval of each, and the measures they state."""
