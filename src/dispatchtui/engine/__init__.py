"""What searches: compiled code and OR-Tools over plain arrays, in worker processes alone, and the handle on one.

`process` and `jobs` are the part of the parent, which stays light; whatever else is here is loaded by the worker.

Never: numba or OR-Tools in the process of a console or a server; a board in the kernel, which knows numbers alone.
Why: the screen never waits for a search, what a search took is returned with its process, and one that dies leaves a
sentence and the board as it was.
"""
