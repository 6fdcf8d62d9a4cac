"""The five screens, as the header names them. No Textual."""

TABS = (
    ("1", "model", "Model"),
    ("2", "data", "Data"),
    ("3", "train", "Train"),
    ("4", "runs", "Runs"),
    ("5", "inspect", "Inspect"),
)
"""Key, mode and title of each screen."""
