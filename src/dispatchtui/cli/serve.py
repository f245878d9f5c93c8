"""`dispatchtui serve`: the server."""

from __future__ import annotations

import signal
from pathlib import Path

import typer

from dispatchtui.settings import Settings


def serve(
    host: str | None = typer.Option(None, help="The address to listen on; other than loopback needs TLS."),
    name: list[str] | None = typer.Option(None, help="What clients call it, as in the certificate; may be repeated."),
    port: int | None = typer.Option(None, min=0, max=65535, help="The port; 0 takes a free one."),
    database: str | None = typer.Option(None, help="sqlite:///PATH or postgresql://…; without it a file in --home."),
    home: Path | None = typer.Option(None, help="The folder of data and of the local token file."),
    config: Path | None = typer.Option(None, help="A settings file (TOML)."),
    tls_cert: Path | None = typer.Option(None, help="The certificate chain, PEM."),
    tls_key: Path | None = typer.Option(None, help="The private key, PEM."),
    clock: str | None = typer.Option(None, help="Begin a simulated day here, such as 2019-10-21T07:00:00-04:00."),
    speed: float | None = typer.Option(None, min=0.01, max=10_000, help="How fast the simulated clock runs."),
    announce: Path | None = typer.Option(None, help="Write the address and a token here when ready (JSON, 0600)."),
) -> int:
    """Run the server until it is told to stop.

    Examples: `dispatchtui serve`, `dispatchtui serve --database postgresql://dispatch@db/dispatch`,
    `dispatchtui serve --host 0.0.0.0 --name dispatch.example.com --tls-cert cert.pem --tls-key key.pem`.
    """
    from dispatchtui.server.process import serve as run_server
    from dispatchtui.settings import moment

    settings = Settings.load(
        file=config,
        home=home,
        host=host,
        hosts=tuple(name) if name else None,
        port=port,
        database=database,
        tls_cert=tls_cert,
        tls_key=tls_key,
        clock_start_s=moment(clock, "--clock") if clock else None,
        clock_speed=speed,
    )
    for notice in settings.notices:
        typer.echo(f"dispatchtui: {notice}", err=True)
    # The server stops gracefully on these and then raises them again; having stopped well, it leaves with 0.
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: None)
    run_server(settings, announce)
    return 0
