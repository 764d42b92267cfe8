"""Closing a period: issue, confirm, reply, settle, verify; and the ledger from credit to cash."""
