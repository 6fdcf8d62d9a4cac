"""Macro F1 as a Keras metric. An exported script holds the class as it stands here."""

import keras
from keras import ops


class MacroF1(keras.metrics.Metric):  # type: ignore[misc]
    """The mean of the F1 of all classes, 2 hits / (true + predicted), as in scikit-learn.

    Labels come as class numbers (n,) or (n, 1), predictions as (n, classes), or (n, 1) for the
    probability of the second of two classes. A class that does not occur counts for nothing.
    """

    def __init__(self, classes: int, name: str = "f1_score") -> None:
        super().__init__(name=name)
        counts = [self.add_variable((classes,), "zeros", name=n) for n in ("hits", "true", "taken")]
        self.hits, self.true, self.taken = counts
        self.classes = classes

    def update_state(self, y_true, y_pred, sample_weight=None):  # type: ignore[no-untyped-def]
        binary = y_pred.shape[-1] == 1
        guess = y_pred[:, 0] > 0.5 if binary else ops.argmax(y_pred, axis=-1)
        taken = ops.one_hot(ops.cast(guess, "int32"), self.classes)
        true = ops.one_hot(ops.cast(ops.reshape(y_true, (-1,)), "int32"), self.classes)
        self.hits.assign_add(ops.sum(true * taken, axis=0))
        self.true.assign_add(ops.sum(true, axis=0))
        self.taken.assign_add(ops.sum(taken, axis=0))

    def result(self):  # type: ignore[no-untyped-def]
        both = self.true + self.taken
        scores = 2 * self.hits / ops.maximum(both, 1)
        return ops.sum(scores) / ops.maximum(ops.sum(ops.cast(both > 0, "float32")), 1)
