"""A look at data before anybody trains on it."""

import click

from rnn_tui.cli import options


@click.command()
@click.argument("path", required=False)
@options.config
@options.settings
@options.as_json
def data(path: str | None, config: str | None, settings: tuple[str, ...], json_lines: bool) -> None:
    """Print what would be loaded from PATH: how it is read, parts, classes, lengths, examples.

    PATH is a table, an archive, a folder, imdb.npz, or the word sample. Nothing is trained.
    """
    from rnn_tui.batch.data import show_data

    show_data(path, config, settings, json_lines)
