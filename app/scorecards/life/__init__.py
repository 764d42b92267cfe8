"""The life of a period: issued, replied to, settled, restated; and the ledger of what it came to."""
