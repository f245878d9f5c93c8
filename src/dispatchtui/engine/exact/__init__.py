"""What is combinatorial and small, solved exactly with OR-Tools: assignments, crews, days.

Never: long sequences, which the kernel does better; a process other than a worker, a benchmark or a test.
Why: who takes which of these, and on which day, is a choice of sets, where a bound says when to stop.
"""
