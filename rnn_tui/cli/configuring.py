"""The command about the person's own settings."""

import click

from rnn_tui.io.streams import write


@click.group()
def config() -> None:
    """Your own settings, kept in one file."""


@config.command()
def path() -> None:
    """Print where the file of your settings lies; it need not be there yet."""
    from rnn_tui.io.places import settings_path

    write(str(settings_path()))
