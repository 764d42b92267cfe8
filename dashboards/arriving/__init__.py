"""The clerk's path: what is due, a file that is looked at, corrected and accepted, and what it changed."""
