"""A run on its test set."""
