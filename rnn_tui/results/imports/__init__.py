"""Runs of other machines and histories of other programs, into the folder of runs: `import`."""
