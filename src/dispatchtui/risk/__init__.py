"""WHAT WILL PROBABLY HAPPEN: durations as curves, every arrival as a curve, the chance that a word is broken.

Behaviour (learned, on the board) -> curves of every leg -> a technician's course -> forecasts of its stops ->
standings of visits against their clocks. The last moment to act is asked of the ranked candidates (`solver`).

Never: I/O, a clock, unseeded chance; a guess where the board knows; a forecast that moves a plan.
Why: a dispatcher who knows what is likely, and until when it can be mended, acts before the customer calls.
"""
