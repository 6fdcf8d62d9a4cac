"""Layouts: what the paths of files say about their part and their label."""
