"""The audit log once it is written: sealed into chains, verified, read, exported, closed."""
