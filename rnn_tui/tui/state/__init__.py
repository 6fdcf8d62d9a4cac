"""The state of the app: document, current run, drafts, and the processes that work for it."""
