"""The sources of a contract: set up, tried, pulled; every attempt, the next run, how far each is."""
