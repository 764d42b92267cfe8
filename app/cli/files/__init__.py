"""What commands do with files alone: terms, reports and scorecards, read with their places and judged."""
