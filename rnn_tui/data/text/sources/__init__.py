"""Sources: the labelled texts of tables, class folders, archives, and combinations of these."""
