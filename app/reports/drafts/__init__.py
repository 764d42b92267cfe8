"""Files that somebody looks at, and corrects how they are read, before they count."""
