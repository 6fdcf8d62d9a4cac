"""The five screens, and the dialogs that open over them."""
