"""Money: what a period came to and why, what waivers cost, and what became of it over the year."""
