"""Scorecards: the judgement of every period, live and kept, and what pages and the API show of it."""
