"""One record for each optimizer, loss and metric: a new one is a line in one of these files.

Fields, bounds, forms, help, the engine and the exported script follow from the records. Kinds of
layers and sources of data are classes, in `layers/` and in `data.py`.
"""
