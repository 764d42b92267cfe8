"""The second step of signing in: codes of an authenticator app (TOTP, RFC 6238), and codes for recovery."""
