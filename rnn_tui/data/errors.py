"""What goes wrong with data, said to a person."""


class DataError(Exception):
    """The data cannot be had or used.

    The message is one clear sentence: the thing, its value, what is allowed; what to
    do about it may follow in a second one. The cause, if there was one, is chained.
    """
