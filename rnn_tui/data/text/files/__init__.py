"""Files as bytes: their names, their first bytes, what packs them, and the folders they lie in."""
