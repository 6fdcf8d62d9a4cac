"""The app in a browser: serve."""

import sys
from pathlib import Path

import click

from rnn_tui.cli import options
from rnn_tui.io.faults import UserError

PORT = 8765


@click.command()
@options.config
@options.settings
@options.runs_dir
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; by default only this machine reaches it.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="Port to listen on; 0 takes one that is free.",
)
@click.option(
    "--public-url",
    metavar="URL",
    help="Address that people open, where a proxy stands in front of this server.",
)
@click.option(
    "--no-token",
    is_flag=True,
    help="Let in every user of this machine; only where nobody else reaches it.",
)
def serve(
    config: str | None,
    settings: tuple[str, ...],
    runs_dir: Path | None,
    host: str,
    port: int,
    public_url: str | None,
    no_token: bool,
) -> None:
    """Open the app in a browser: each page is an app of its own.

    Whoever opens it can do what you can do at a shell, so the address holds a token. From another
    machine, use a tunnel: ssh -L 8765:localhost:8765 HOST.
    """
    from rnn_tui.batch.experiments import experiment_of
    from rnn_tui.tui import WEB_DRIVER

    try:
        from rnn_tui.web.serving import serve_app
    except ModuleNotFoundError as error:
        raise UserError(f"rnn-tui serve needs {error.name}: pip install 'rnn-tui[web]'") from error

    experiment_of(config, settings)  # refused here, not in the browser
    app = [sys.executable, "-P", "-m", "rnn_tui"]
    app += ["--config", config] if config is not None else []
    app += [word for setting in settings for word in ("--set", setting)]
    app += ["--runs-dir", str(runs_dir)] if runs_dir is not None else []
    serve_app(app, WEB_DRIVER, host, port, public_url or "", token=not no_token)
