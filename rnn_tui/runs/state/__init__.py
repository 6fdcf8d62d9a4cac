"""What the files of a run say: the fold of its events, and how it stands right now."""
