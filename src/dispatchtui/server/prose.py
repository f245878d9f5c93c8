"""What the API's description says in words: identities, versions, and the feed."""

from __future__ import annotations

ABOUT = """Everything that a console, a device or another system may ask of the office.

## Requests and identities

The `id` of a request is made up by who asks, once for each act: any text of at most 200 characters that nobody
used before, best one that sorts by time. The same request under the same id is recorded once and answered alike
(`duplicate`); another request under it is refused. The ids of rows are given by the desk: leave the id of a new
row empty, and find what was given in the reply's `created`. `versions` of a reply are the rows that it changed.

`pre` says which versions the asker saw, by key: `visits/V60`, `technicians/T05`, `lanes/T05:2026-11-21`. A lane is
one technician's day, named by technician and local date; its version moves whenever anything planned in it moves,
so naming it asks for nobody else to have planned that day meanwhile. Versions are in the `version` of the rows of
`/snapshot` and of the feed; 0 says that the row was not there. What was not named is not compared.

## The feed

`/api/v1/feed` is a websocket; the token goes into the handshake's `Authorization: Bearer` header. The client says
one `Hello` as text: empty for a start from nothing, or with `epoch`, `after` and `digest` of what it has. The server
answers `Welcome`; when its `mode` is `snapshot` a `Snapshot` follows, when it is `resume` an `Ev` from `after` on.
Then come `Ev` (facts and the rows that they changed), `Mark` once a second (heartbeat, and a digest to check
against), `Positions` (where devices are), `Present` (who is on which visit), `Resync` (say hello again, from nothing)
and `Bye` (come back after some time in `in_ms`). Each frame is JSON with its kind in `t`; a text message is that JSON,
a binary one the same in zstd.

A client may say `Here` whenever its person turns to a visit or leaves one (an empty `visit_id`), and again at the
latest before a minute is over, after which they count as gone. `Present` then tells everybody who sees that visit; it
replaces the one before, names each console by its `session` (your own is in `Welcome`), is in no log and locks
nothing. Both came with version 2 of the feed. A frame of a kind that you do not know is to be passed over.

An `Ev` or `Mark` covers the span (`after`, `to`] of the log; spans follow each other without a gap. Only what lies
in the token's scope is sent: a row that leaves it is `gone`. Close codes: 4400 not a frame, 4401 token not known or
revoked, 4403 no right, 4406 version not spoken, 4408 reads too slowly, 4429 too many sockets, 1001 going away,
1013 not available now. The frames' schemas stand under `x-websocket`.
"""
FEED = "One hello, then frames until somebody leaves; the description tells the contract."
