"""Word vectors that others have trained: files of GloVe, fastText and word2vec.

`find` takes those of a vocabulary's words out of a file of any size, `length_in` says how
long its vectors are.
"""

from rnn_tui.data.vectors.files import length_in
from rnn_tui.data.vectors.matching import PREFIX, Vectors, find, informed

__all__ = ["PREFIX", "Vectors", "find", "informed", "length_in"]
