"""The Runs screen: the list of runs, comparison, actions."""
