"""A text through a trained run, word by word."""
