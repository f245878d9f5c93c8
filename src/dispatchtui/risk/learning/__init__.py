"""WHAT THE DAYS TAUGHT: how long things really take, learned from how they went.

Facts -> `Notebook` -> `Observation`s (one for each stop that ended) -> `learn` -> rows of `Behaviour`, from which
forecasts are made; `suggestions` for the scheduler, `groups` for whoever asks where the time goes.

Never: I/O, a clock, chance; a plan that changes by itself; a group judged by few observations.
Why: a duration that nobody measured is a wish, and a measurement that nobody checked is a rumour.
"""
