"""The files of a run: one module for each, with its format, its limits and whose it may be."""
