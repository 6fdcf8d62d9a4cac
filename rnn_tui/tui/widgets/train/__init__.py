"""The parts of the Train screen, one file each."""
