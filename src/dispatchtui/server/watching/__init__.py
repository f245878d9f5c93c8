"""WATCHING: what the server follows beside the desk, so that somebody is told in time.

The log -> a board of its own -> `Lookout` -> findings -> alerts asked of the desk, predictions kept and scored,
observations from which is learned. All of it on one thread (`server.watch`), which nobody waits for.

Never: a change that does not pass the desk; a word about a visit to somebody who may not see it.
Why: what nobody looks at is late before anybody asks.
"""
