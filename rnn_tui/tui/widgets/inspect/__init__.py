"""The parts of the Inspect screen: the cell lab, predictions, evaluation, and their heatmap."""
