"""How the kernel's functions are compiled: without the interpreter's lock, kept on disk by what the kernel's files say.

Cost: importing this loads numba, half a second and 100 MB.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba import config
from numpy.typing import NDArray

F = TypeVar("F", bound=Callable[..., Any])
Wide = NDArray[np.int64]
"""A problem, or a plan in the making: see `columns`."""
Narrow = NDArray[np.int32]
"""The ways."""
Cube = NDArray[np.int32]
"""The ways of a problem: by profile, from, to."""


def _kept_in() -> str:
    """Where compiled code is kept: beside the source if that may be written, otherwise in the user's own cache.

    Its name holds a digest of all the kernel's files, for numba looks at one file alone and would keep code that calls
    what has changed since.
    """
    here = Path(__file__).parent
    digest = blake2b(digest_size=8)
    for path in sorted(here.glob("*.py")):
        digest.update(path.read_bytes())
    beside = here / "__pycache__"
    if not os.access(beside if beside.exists() else here, os.W_OK):
        beside = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dispatchtui"
    return str(beside / f"kernel-{digest.hexdigest()}")


KEPT_IN = _kept_in()
setattr(config, "CACHE_DIR", KEPT_IN)  # noqa: B010 - numba makes its settings up as it is imported
_njit: Any = numba.njit


def compiled(function: F) -> F:
    """Compile a function for the kernel when it is first called; what was compiled before is read from disk.

    Compiled code makes no arrays, so none is counted either: that would cost more than what most functions do.
    """
    return cast("F", _njit(cache=True, nogil=True, error_model="numpy", _nrt=False)(function))


def is_kept() -> bool:
    """Whether compiled code of these very sources is on disk, so that a search begins at once."""
    kept = Path(KEPT_IN)
    return any(kept.rglob("anneal.*.nbc")) and any(kept.rglob("timing.*.nbc"))
