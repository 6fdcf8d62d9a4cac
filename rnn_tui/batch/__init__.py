"""The headless front-end: starts or resumes a run, follows it, prints its RunState.

It reaches the engine only as a process and through the run's files, so that it can die
without harm: the run goes on, and any other front-end takes over.
"""
