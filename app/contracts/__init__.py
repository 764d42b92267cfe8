"""Contracts: what client and provider signed, its versions of terms, and its revisions."""
