"""One file that holds everything, and an empty machine that is made the same from it.

Report bytes, evidence and the audit log live in the database, so its backup is the whole backup. The secrets
of sources and webhooks are in it as they are stored: locked, so a restored machine needs the same keys.
"""
