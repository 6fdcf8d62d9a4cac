"""The Inspect screen: the cell lab, predictions, evaluation, and their heatmap."""
