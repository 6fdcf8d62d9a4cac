"""The engine: Keras in a process of its own, the only importer of keras and tensorflow.

`python -m rnn_tui.engine RUN_DIRECTORY` trains the run's experiment from where its last
checkpoint stands. The way through it: `__main__` takes the run, `session` loads and builds,
`training` loops, `steps` computes, `record` writes, `request_listener` listens for requests.
"""
