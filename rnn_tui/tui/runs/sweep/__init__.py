"""A sweep on the Runs screen: its trials, their curves, and which key matters."""
