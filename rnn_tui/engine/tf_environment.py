"""The environment in which TensorFlow and Keras are imported: what must be said before that."""

import os


def prepare() -> None:
    """Say little, use TensorFlow whatever the user's Keras uses, count GPUs as `nvidia-smi` does.

    Unless the user says otherwise, CUDA counts the fastest first, so that numbers differ.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")
    os.environ.setdefault("CUDA_DEVICE_ORDER", "PCI_BUS_ID")
    os.environ["KERAS_BACKEND"] = "tensorflow"
