"""Workarounds for Textual and for terminals, each with its reason and an end.

Private parts of Textual are used here alone.
"""
