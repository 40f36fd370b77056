"""Values that stay the same while one edition is made.

A page on its own asks the database for what it needs. When the press makes hundreds of pages one after
the other, what they share is worked out once.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

_values = ContextVar("values", default=None)


def remember_from_now_on():
    """As `remembering`, for a process that does nothing else until it ends."""
    _values.set({})


@contextmanager
def remembering():
    """Within this block, functions marked with `once` are called once for each set of arguments."""
    token = _values.set({})
    try:
        yield
    finally:
        _values.reset(token)


def is_remembering():
    return _values.get() is not None


def once(function):
    """Marks a function whose result, for hashable arguments, holds for a whole edition."""

    @wraps(function)
    def remembered(*args):
        values = _values.get()
        if values is None:
            return function(*args)
        key = (function, args)
        if key not in values:
            values[key] = function(*args)
        return values[key]

    return remembered
