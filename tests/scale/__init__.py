"""The questions at 1, 10 and 100 times the data."""
