"""A container that its children cover: it draws blank lines and nothing else.

Never: a border, a padding, a title of its own.
Why: Textual works out every line of every container under what covers it, half of what a full paint costs.
"""

from typing import ClassVar

from textual.containers import Horizontal, Vertical


class BareVertical(Vertical):
    """Parts under each other."""

    BLANK: ClassVar[bool] = True


class BareHorizontal(Horizontal):
    """Parts beside each other."""

    BLANK: ClassVar[bool] = True
