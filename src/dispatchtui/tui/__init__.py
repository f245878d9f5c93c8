"""The console: one action table, pure views of a picture of the board, thin panes, a small app.

Never: a decision of the domain; a wait for the network before something is painted; data drawn that has not been
through `safe`.
Why: a dispatcher's whole day happens here, so every key must answer at once and every state must be readable; what
can be a function of values is one, and is tested without a screen.
"""
