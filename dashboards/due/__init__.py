"""What is due across all contracts: one list with its clocks, the reader's own turn first."""
