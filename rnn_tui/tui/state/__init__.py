"""What the app keeps: the document, the current run, drafts, and the processes that work for it."""
