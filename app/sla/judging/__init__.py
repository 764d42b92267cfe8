"""What judging stands on: the figures of a target, how they are reckoned, compared and counted."""
