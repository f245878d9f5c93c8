"""dispatchtui: the terminal dispatch console for field service, and the server behind it.

Never: work at import time; everything heavy is imported where it is used.
Why: the console must paint at once over SSH, and the server must not load a screen.
"""

__version__ = "0.1.0"
