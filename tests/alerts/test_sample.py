from __future__ import annotations

from datetime import UTC, datetime

from alerts.sample import sample_alert
from news.watch import Recipient

NOW = datetime(2026, 2, 4, 12, 40, 31, tzinfo=UTC)


def test_the_sample_shows_all_that_an_alert_can() -> None:
    """A topic and a person, marks in headline and text, an assumed zone, and says it is a test."""
    alert = sample_alert(Recipient("desk", "console"), NOW)
    full = alert.article.full
    assert [match.name for match in alert.matches] == ["Market safety", "Idris Venn"]
    for match in alert.matches:
        for evidence in match.evidence:
            assert full[evidence.sentence.start : evidence.sentence.end] == evidence.text
            assert all(full[span.start : span.end] in evidence.text for span in evidence.spans)
    assert [match.because for match in alert.matches] == ["because of blast · market", ""]
    assert "This is a test" in alert.article.title
    assert alert.article.published is not None
    assert alert.article.published.at < alert.first_seen < NOW
