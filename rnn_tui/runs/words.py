"""Sentences about a run that all front-ends share: one cause, one wording."""

STOPPING_WORDS = "stopping: all that is trained so far is kept"
"""True at any moment, also before the first batch, when there is nothing to save."""
