"""Child processes that end with their parent, however it ends.

Each child holds the reading end of a pipe whose writing end the parent holds open: when the
parent stops, crashes or is killed, the child reads its end and stops itself. Their words go to
files, and a child that fails is told in one sentence with the last of them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from dispatchtui.errors import Unavailable

STOP_WITHIN_S = 8.0
LAST_WORDS = 300


class Child:
    """One process of ours."""

    def __init__(self, name: str, arguments: Sequence[str], log: Path, environ: Mapping[str, str]) -> None:
        """Start `dispatchtui` with these arguments."""
        self.name, self.log = name, log
        with log.open("ab") as words:
            self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and our own module)
                [sys.executable, "-m", "dispatchtui.cli.playing.leash", *arguments],
                stdin=subprocess.PIPE, stdout=words, stderr=words, env=dict(environ),
                start_new_session=True,  # a Ctrl-C at the terminal is the parent's to pass on
            )  # fmt: skip

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def check(self) -> None:
        """Say in a sentence when the child has ended by itself.

        Raises: Unavailable.
        """
        code = self._process.poll()
        if code is None:
            return
        words = self.log.read_text(errors="replace").strip().splitlines()
        last = words[-1].removeprefix("dispatchtui: ")[-LAST_WORDS:] if words else "it said nothing"
        raise Unavailable(f"The {self.name} ended with code {code}: {last}", hint=f"Its words are in {self.log}.")

    def ask_to_stop(self) -> None:
        """Tell the child to stop, in its own time."""
        if self._process.poll() is None:
            self._process.terminate()

    def stop(self) -> None:
        """Stop the child, at last by force, and wait for it."""
        self.ask_to_stop()
        try:
            self._process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()

    def kill(self) -> None:
        """End the child without a word."""
        self._process.kill()
        self.stop()


class Children:
    """All children of a day; leaving the `with` stops them, the last one first."""

    def __init__(self, logs: Path) -> None:
        """Keep their words in a folder."""
        self._logs = logs
        self._children: list[Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for child in reversed(self._children):
            child.ask_to_stop()
        for child in reversed(self._children):
            child.stop()

    def start(self, name: str, arguments: Sequence[str], **environ: str) -> Child:
        """Start a child under a name, with more environment."""
        child = Child(name, arguments, self._logs / f"{name}.log", {**os.environ, **environ})
        self._children.append(child)
        return child

    def check(self) -> None:
        """Say in a sentence when one of them has ended by itself.

        Raises: Unavailable.
        """
        for child in self._children:
            child.check()

    def stop(self, child: Child) -> None:
        """Stop one of them."""
        self._children.remove(child)
        child.stop()

    def kill(self, child: Child) -> None:
        """End one of them as a power cut does."""
        self._children.remove(child)
        child.kill()
