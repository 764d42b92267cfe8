"""The rules: terms, measures, judging, money, evidence. Pure; standard library only."""
