"""The two kinds of device."""

from enum import StrEnum


class Device(StrEnum):
    CPU = "cpu"
    GPU = "gpu"
