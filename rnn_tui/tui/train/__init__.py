"""The Train screen: hyperparameters, progress, curves."""
