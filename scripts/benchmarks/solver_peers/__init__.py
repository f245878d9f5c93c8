"""Other routers, each behind one function, and ours beside them: a problem in, routes out, within a time.

Never: an import of the board, of a plan's times or of the judge; what an engine claims to cost is not asked.
Why: each runs in a process of its own, most of them in an environment of their own (`requirements.lock` beside this
file), so that nothing of theirs is ever installed with the program, and one that cannot be installed is named as such.
"""
