"""How columns become measures: the mapping document, what names mean, and a mapping guessed from a header."""
