"""Which editor the newsroom is working for, so that a rule about people holds below every form."""

from contextlib import contextmanager
from contextvars import ContextVar

_editor = ContextVar("editor", default=None)
_is_workflow = ContextVar("is_workflow", default=False)


@contextmanager
def acting(user):
    """Within this block every write is that of this account."""
    token = _editor.set(user)
    try:
        yield
    finally:
        _editor.reset(token)


@contextmanager
def workflow():
    """Within this block a method of the model writes, which has looked at who may do what."""
    token = _is_workflow.set(True)
    try:
        yield
    finally:
        _is_workflow.reset(token)


def editor():
    """The account that writes now, outside the methods that guard the workflow; else None."""
    return None if _is_workflow.get() else _editor.get()
