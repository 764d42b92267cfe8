"""Signing in with one's company: OpenID Connect, code flow, set up by each organisation for its people."""
