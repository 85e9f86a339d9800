"""Commands about the configuration that is there."""

from __future__ import annotations

from rich.text import Text

from wirewatch.commands.terminal import ConfigOption, load_config, out


def check(config: ConfigOption = None) -> None:
    """Check the configuration; list every problem at once."""
    from config.check import summary

    found = load_config(config)
    for line in summary(found):
        out.print(Text(line))
