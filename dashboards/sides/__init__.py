"""Two sides: the provider's figures beside the client's own, and what follows where they differ."""
