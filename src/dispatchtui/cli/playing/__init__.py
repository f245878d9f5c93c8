"""A whole day on one machine: the server and the field as children, and what is played on them.

Never: a shortcut past the public API; a child that outlives its parent.
Why: a day that begins with one command must end with it, and must prove the same program that
an office runs.
"""
