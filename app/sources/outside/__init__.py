"""The one door to the outside: what may be fetched, how, for how long, and what may come back."""
