"""One run, or several side by side, as one HTML file: no script, and nothing from elsewhere."""
