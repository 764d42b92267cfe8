"""Erasing the files that personal data came in: bytes go, digests and what was measured stay."""
