"""What if: the same history under another formula, another level, or other terms altogether."""
