"""The pens: they draw what the views say, on the widgets that draw little.

Never: a decision, a question to the board that a view does not ask, an act.
Why: what is shown is a function; how it gets onto the screen is here and nowhere else.
"""
