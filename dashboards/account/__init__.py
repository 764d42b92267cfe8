"""One's own account: the browsers that are signed in, and one's password."""
