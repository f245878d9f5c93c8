"""Local search over routes, compiled: ruin and recreate with the board's own rules, over flat arrays.

Never: a board, a clock of its own, an unseeded draw; a process other than a worker, a benchmark or a test.
Why: the problem's own rules in the inner loop make plans better than a general router's in a tenth of the time.
"""
