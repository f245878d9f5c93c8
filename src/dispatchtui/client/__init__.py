"""A live replica without a screen: the board as the server tells it, and the way to ask for changes.

`replica` and `sync` are pure; `session` owns the sockets; `credentials` finds server and token.
Never: a pane, a key, an answer applied to the board; a heavy import before a connection is opened.
Why: only the feed changes the board, so a console, a device and a test see exactly the same
thing, and reconnecting can be tested without a screen.
"""
