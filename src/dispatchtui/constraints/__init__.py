"""What is allowed: one file a constraint, each explains what it refuses with numbers.

Never: a constraint that reads another; a rule about facts (who arrived late, arrived).
Why: one checker judges the desk, the API, imports and every keystroke alike, so a rule is
written once and found by its name.
"""
