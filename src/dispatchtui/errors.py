"""Every exception raised on purpose, one sentence each, on one screen.

A domain's no is a value (see core.refusals); an exception is for a broken world.
"""

from __future__ import annotations


class DispatchError(Exception):
    """Base of all errors raised on purpose; `hint` says what would help."""

    def __init__(self, sentence: str, *, hint: str = "") -> None:
        """Say what is wrong in a sentence, and what would help."""
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class UserError(DispatchError):
    """A person's mistake: settings, arguments, an import file; exit code 2, no traceback."""


class Unavailable(DispatchError):
    """The other side cannot be reached now; what is on screen stays, dated."""


class ProtocolError(DispatchError):
    """A peer said what it should not; the client resyncs or asks for an upgrade."""


class StorageError(DispatchError):
    """The disk or database failed; nothing unacknowledged is kept, the server says so."""


class SolverError(DispatchError):
    """Planning failed; the board is untouched."""
