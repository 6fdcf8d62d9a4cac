"""SimpleRNN, LSTM and GRU in C, called from inside a step that XLA compiles for a CPU.

`source/` holds the loops, `library` finds them, `recurrence` makes two calls of a layer, `layers`
offers them as Keras layers. Where they are not installed, the fused layers compute.
"""
