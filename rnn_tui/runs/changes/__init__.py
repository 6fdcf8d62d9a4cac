"""What a person may change about a run: more epochs, a copy, another name, the trash."""
