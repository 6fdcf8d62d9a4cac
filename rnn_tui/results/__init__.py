"""What comes out of an experiment and its runs: summary, predictions, evaluation, exports."""
