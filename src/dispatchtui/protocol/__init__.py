"""What is said: the frames of the feed, their codec, and old versions brought to today's.

Never: sockets, files, a clock.
Why: the wire changes more slowly than the code on either side of it, so it has words of
its own, and both towers meet only here.
"""
