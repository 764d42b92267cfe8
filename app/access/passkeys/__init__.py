"""Passkeys (WebAuthn): signing in without a password; possession and PIN or fingerprint are both steps."""
