"""What would be better: a board in, candidates out; nothing here acts.

Never: I/O, a clock, chance that is not seeded; a command that submits itself; a constraint
written a second time (a candidate has always passed the checker).
Why: the console ranks on its own replica within a keystroke, so ranking is plain Python that
needs no round trip and no compiler.
"""
