"""Changes that a person makes to runs: a new one, more epochs, a copy, a name, the trash."""
