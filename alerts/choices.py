"""Give a message the signed links by which its reader can ask for less.

    an alert    mute its topics, people, source, this report; "not relevant"
    a digest    mute the topics, people and sources that it tells of most
    a notice    mute its source; of wirewatch's own troubles nothing can be muted,
                and who watches a story ends that on its page

The one click of a mail program (List-Unsubscribe) means the topics and people of that message,
for this recipient, for ever; never a source, for its reader did not ask for sources.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from alerts.signed import MOST_NAMES, Purpose, Signed, Signer
from news.alert import Alert, Digest, Notice, Telling
from news.finding import Subject
from news.mute import Scope

Names = tuple[tuple[Scope, str], ...]


def with_links(telling: Telling, signer: Signer, base: str) -> Telling:
    """Return the same with its links; unchanged where no web archive is served (base "")."""
    names, sources = _names(telling)
    if not base or not (names or sources):
        return telling
    who = telling.recipient.name
    article_id = telling.article_id if isinstance(telling, Alert) else None
    # Room for both kinds: what is tracked first, then the sources.
    offered = (*names[: MOST_NAMES - min(len(sources), 4)], *sources[:4])
    mute = signer.make(Signed(Purpose.MUTE, who, offered, article_id))
    leave = signer.make(Signed(Purpose.UNSUBSCRIBE, who, names or sources))
    return replace(
        telling, mute_link=f"{base}/mute/{mute}", unsubscribe_link=f"{base}/unsubscribe/{leave}"
    )


def _names(telling: Telling) -> tuple[Names, Names]:
    """Return the tracked names and the sources that a message tells of, most often told first."""
    match telling:
        case Notice():
            about = telling.incidents[0]
            if about.subject in {Subject.MONITOR, Subject.STORY}:
                return (), ()
            named = ((Scope(about.subject.value), about.name),)
            return ((), named) if about.subject is Subject.SOURCE else (named, ())
        case Digest():
            told = telling.alerts
        case Alert():
            told = (telling,)
    names = Counter(
        (Scope(match.subject.value), match.name) for one in told for match in one.matches
    )
    sources = Counter((Scope.SOURCE, one.source) for one in told)
    return _ranked(names), _ranked(sources)


def _ranked(counted: Counter[tuple[Scope, str]]) -> Names:
    return tuple(name for name, _ in counted.most_common())
