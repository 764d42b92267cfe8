"""How many requests are answered in a minute: for a token, an organisation, an address, a sign-in."""
