"""Setting up: find a Python, make the environment, fill it from the hashed locks, and say what goes on.

Never: anything outside the standard library, or a change to the environment that the stamp does not own up to.
Why: this is the first code a person meets, on a machine that has nothing yet; it must finish, repair itself, or say in
one sentence what stands in the way.
"""
