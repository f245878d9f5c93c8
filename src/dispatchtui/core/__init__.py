"""What is true: the model, the facts that change it, and what may be asked.

Never: I/O, a clock, unseeded chance, or any import but msgspec and the standard library.
Why: console and server must reach the same board from the same facts, so this floor
runs unchanged in both; time, identity and chance come in as arguments.
"""
