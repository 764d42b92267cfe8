"""The catalogue of metrics: its text, what it means, and how it is printed and answered."""
