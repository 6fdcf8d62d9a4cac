"""Results of an experiment and its runs: summary, curves, predictions, evaluation, exports."""
