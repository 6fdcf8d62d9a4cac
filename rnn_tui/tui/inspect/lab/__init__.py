"""The cell lab: a bare cell on random input."""
