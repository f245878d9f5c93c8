"""What the live server is held against: a POST endpoint that does nothing, and a socket that repeats to everybody."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

PORTS_FILE = "ports.json"


async def nothing(request: Request) -> Response:
    """Read the body and answer an empty object."""
    await request.body()
    return Response(b"{}", media_type="application/json")


async def repeat(socket: ServerConnection) -> None:
    """Tell everybody what anybody says."""
    with suppress(ConnectionClosed):
        async for message in socket:
            broadcast(socket.server.connections, message)


async def both(folder: Path) -> None:
    """Serve both until the process ends."""
    async with serve(repeat, "127.0.0.1", 0, compression=None) as echo:
        config = uvicorn.Config(Starlette(routes=[Route("/", nothing, methods=["POST"])]), host="127.0.0.1", port=0,
                                log_config=None, access_log=False, lifespan="off", http="h11")  # fmt: skip
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110  (uvicorn tells by a flag)
            await asyncio.sleep(0.01)
        http = server.servers[0].sockets[0].getsockname()[1]
        ports = {
            "url": f"http://127.0.0.1:{http}",
            "echo": f"ws://127.0.0.1:{next(iter(echo.sockets)).getsockname()[1]}",
        }
        draft = folder / "draft"
        draft.write_text(json.dumps(ports))
        draft.rename(folder / PORTS_FILE)
        await serving


if __name__ == "__main__":
    import uvloop

    uvloop.run(both(Path(sys.argv[1])))
