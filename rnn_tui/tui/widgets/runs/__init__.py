"""The parts of the Runs screen, one file each."""
