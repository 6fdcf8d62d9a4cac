"""Facts about a data source: how it was read, its figures, and what the settings leave of it."""
