"""Metrics that Keras lacks. An exported script holds their classes as they stand here."""

import keras


class MacroF1(keras.metrics.Metric):  # type: ignore[misc]
    """The mean of the F1 of all classes, 2 hits / (true + taken), as in scikit-learn.

    Labels are class numbers (n,) or (n, 1), predictions (n, classes), or (n, 1) for the
    probability of the second of two classes. A class that does not occur does not count.
    """

    def __init__(self, classes: int, name: str = "f1_score") -> None:
        super().__init__(name=name)
        self.classes = classes
        self.hits, self.true, self.taken = (
            self.add_variable((classes,), "zeros", name=each) for each in ("hits", "true", "taken")
        )

    def update_state(self, y_true, y_pred, sample_weight=None):  # type: ignore[no-untyped-def]
        binary = y_pred.shape[-1] == 1
        guess = y_pred[:, 0] > 0.5 if binary else keras.ops.argmax(y_pred, axis=-1)
        taken, true = (
            keras.ops.one_hot(keras.ops.cast(of, "int32"), self.classes)
            for of in (guess, keras.ops.reshape(y_true, (-1,)))
        )
        for total, found in (
            (self.hits, true * taken),
            (self.true, true),
            (self.taken, taken),
        ):
            total.assign_add(keras.ops.sum(found, axis=0))

    def result(self):  # type: ignore[no-untyped-def]
        both = self.true + self.taken
        scores = 2 * self.hits / keras.ops.maximum(both, 1)
        occurring = keras.ops.sum(keras.ops.cast(both > 0, "float32"))
        return keras.ops.sum(scores) / keras.ops.maximum(occurring, 1)
