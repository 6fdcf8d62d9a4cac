"""Curves of runs: series of points, what of them is looked at, and the picture in characters."""
