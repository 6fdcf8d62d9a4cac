"""Files that a run leaves for other programs: one record for each format, in `formats`."""
