"""Telling people: by mail and chat, as each of them chose, in their language, with a way out."""
