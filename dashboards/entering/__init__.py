"""Coming in: signing in with a password, the second step, signing out."""
