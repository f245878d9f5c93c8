"""Which rows an act rests on, and the versions of them that the dispatcher saw.

Never: a version taken after the key was pressed.
Why: the server compares; two dispatchers on one visit or one technician's day must never overwrite each other.
"""

from __future__ import annotations

from dispatchtui.core.versions import again, of_moves, of_visit

__all__ = ["again", "of_moves", "of_visit"]
