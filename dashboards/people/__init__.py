"""People and machines: members and invitations, joining, tokens, webhooks, notices, the audit log."""
