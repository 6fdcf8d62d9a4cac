"""Settings that a person chooses: looks, keys, pace."""
