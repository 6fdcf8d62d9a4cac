"""Dialogs that open over any screen."""
