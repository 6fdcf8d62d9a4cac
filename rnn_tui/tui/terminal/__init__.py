"""Workarounds for Textual and for terminals, each until it is no longer needed."""
