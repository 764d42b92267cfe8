"""What terms are made of: targets and their levels, conditions, money, and the words of a rating."""
