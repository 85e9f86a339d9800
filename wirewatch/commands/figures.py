"""Print the figures of an article: a table, what they come to, and what is odd about them.

    how many      what               who says so    in which words
    at least 33   civilians killed   officials      At least 33 civilians and 17 guards died …
      4           children killed    officials      Among the dead were four children …
    killed in all 50
    rate $4,000 (₹3.6 lakh) makes 90 INR per USD but …

Of an article of the archive and of one that is only tried alike.
"""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from news.article import Article
from news.figure import Figure, FigureReading, Voice
from news.text import one_line
from news.told import ends, in_order, over, value, what, who, whose
from wirewatch.commands.terminal import out

_OTHERS = 58  # columns for all but the words around a figure
_WIDE = 100  # columns of a terminal that has room for those
_BEFORE, _BEHIND = 24, 200  # characters shown of them; what is too long is cut at the edge
_LONGEST = 400  # characters of all that is no figure


def print_figures(article: Article, reading: FigureReading) -> None:
    """Show an article's figures as a table, and what they come to."""
    if reading.claims:
        out.print(_table(article, reading))
    else:
        out.print(Text("  No figure is in it.", "yellow"))
    for name, toll in (("killed", reading.killed), ("injured", reading.injured)):
        if toll:
            many = ends(toll.value, toll.low, toll.high)
            out.print(Text.assemble((f"{name} in all ", "dim"), (many, "bold")))
    for check in reading.checks:
        kind = check.kind.replace("_", " ")
        out.print(Text.assemble((f"{kind} ", "yellow"), check.message))
    if reading.rejected:
        told = ", ".join(
            f"{article.full[one.span.start : one.span.end]} ({one.reason})"
            for one in reading.rejected
        )
        out.print(Text(f"no figures: {one_line(told, _LONGEST)}", "dim"))


def _table(article: Article, reading: FigureReading) -> Table:
    """Lay the figures out, parts below what they are parts of."""
    table = Table("how many", "what", "who says so", box=None, pad_edge=False)
    if wide := out.width >= _WIDE:
        rest = out.width - _OTHERS
        table.add_column("in which words", no_wrap=True, overflow="ellipsis", width=rest)
    for number, deep in in_order(reading.claims):
        claim = reading.claims[number]
        figure, speaker = claim.figure, claim.speaker
        aside = ", ".join(filter(None, (whose(figure), over(figure))))
        cells = [
            Text(f"{'  ' * deep}{value(figure)}", "bold"),
            Text(" ".join(filter(None, (what(figure), f"({aside})" if aside else "")))),
            Text(who(speaker), "dim" if speaker.voice is Voice.OUTLET else ""),
        ]
        table.add_row(*cells, *([_around(figure, article)] if wide else []))
    return table


def _around(figure: Figure, article: Article) -> Text:
    """Return a figure with a few words before it and what follows, on one line."""
    full, start, end = article.full, figure.span.start, figure.span.end
    begin = full.rfind("\n", 0, start) + 1
    if start - begin > _BEFORE:
        begin = full.find(" ", start - _BEFORE, start) + 1 or start
    behind = full[end : end + _BEHIND].partition("\n")[0]
    return Text.assemble((full[begin:start], "dim"), full[start:end], (behind, "dim"))
