"""Setting a source up and changing it: what goes in, what is checked, and what is shown of it."""
