"""Leaving out: what is proposed and agreed to be left out of the figures, with its price."""
