"""Calendars: the days off of a contract, year by year; proposed from a library, confirmed by an auditor."""
