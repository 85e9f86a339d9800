"""Write HTML: the templates, what they may call, and the pages that say what went wrong.

Every text is escaped by the template engine; no template switches that off.  Links between
pages are relative ("../sources"), so that the archive also works behind a proxy that
serves it under a path of its own.
"""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from alerts.gathered import REMARKABLE
from alerts.links import web_link
from alerts.storyview import counted, label_of, moved
from monitor.pacing import wish
from news.health import LOOPS
from news.told import unread_says
from web import marks, times, wording
from web.asked import Asked
from web.caller import caller_of
from web.forms import TOKEN, Proofs
from web.guard import HEADERS

HERE = Path(__file__).parent
_WRONG = {
    400: ("That cannot be read", "Something in this address is not as wirewatch expects it."),
    403: ("Not from here", "This cannot be done from where you are."),
    404: ("There is nothing here", "The address may be mistyped, or the article was removed."),
    500: (
        "Something broke",
        "This is a fault of wirewatch, not yours; its log says what happened.",
    ),
}


def environment() -> Environment:
    """Return the template engine; a name that a template misspells is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
    )
    made.filters |= {
        "reported": times.reported,
        "seen": times.seen,
        "beside": times.beside,
        "link": web_link,
        "language": wording.language,
        "edited": wording.edited,
        "cause": wording.cause,
        "silence": wording.silence,
        "unread": unread_says,
        "span": wording.span,
        "stood": wording.stood,
        "told": wording.told,
        "mark": lambda snippet: marks.mark(snippet.text, snippet.spans),
        "quote": marks.quote,
        "place": marks.place,
        "readable": marks.readable,
        "count": lambda number: f"{number:,}",
        "counted": lambda story: counted(story.articles, story.origins),
        "naming": lambda place: Asked(q=f'place:"{place.label}"').link(),
        "wish": wish,
        "remarkable": lambda trouble: REMARKABLE.get(trouble, trouble.value).lower(),
        "news": lambda fact: label_of(fact.kind, fact.verdict),
        "moved": moved,
        "loop": lambda name: LOOPS.get(name, name),
    }
    return made


class Pages:
    """Renders templates."""

    def __init__(self, proofs: Proofs) -> None:
        self._templates = environment()
        self._proofs = proofs

    def show(
        self, request: Request, template: str, status: int = 200, /, **values: Any
    ) -> HTMLResponse:
        """Render one page."""
        caller = caller_of(request)

        def form_token() -> Markup:
            """Write the hidden field without which a form does nothing."""
            field = Markup('<input type="hidden" name="{}" value="{}">')
            return field.format(TOKEN, self._proofs.token(caller.anchor))

        html = self._templates.get_template(template).render(
            root=root(request), caller=caller, form_token=form_token, **values
        )
        return HTMLResponse(html, status, HEADERS)

    def wrong(self, request: Request, status: int, says: str = "") -> HTMLResponse:
        """Say what went wrong, and how to go on."""
        title, usual = _WRONG.get(status, (HTTPStatus(status).phrase, ""))
        return self.show(
            request, "error.html", status, title=title, says=says or usual, status=status
        )


def root(request: Request) -> str:
    """Return the relative way from the page asked for to the first one."""
    path: bytes = request.scope.get("raw_path") or request.url.path.encode()
    depth = path.partition(b"?")[0].count(b"/") - 1
    return "../" * depth or "./"
