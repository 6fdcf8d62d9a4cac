"""Encodings: bytes to characters, of one file (detection.py) or of many small ones (decoder.py)."""
