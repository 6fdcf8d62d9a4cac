"""The state of a run: the fold of its events, and what can be concluded right now."""
