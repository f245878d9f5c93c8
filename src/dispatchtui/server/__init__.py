"""The office: one desk that writes, one hub that tells, and the HTTP around them.

    serve(Settings.load(), announce=Path("ready.json"))      # blocks until a signal
    server = Server(settings).start(); server.url; server.token; server.stop()

Never: a change that does not pass the desk; Textual, Rich or anything of a console.
Why: whatever asks (a key, an import, a device, automation) is judged by the same gate, in one
order, and everybody hears of it from the same log.
"""

from __future__ import annotations

from dispatchtui.server.process import Server, run, serve

__all__ = ["Server", "run", "serve"]
