"""What follows a miss or an excellent result: one module a kind, and the order they are applied in."""
