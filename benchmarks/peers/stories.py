"""The usual way to group news as it comes: TF-IDF, the nearest article, a threshold.

Words of three letters and more without the usual stop words; rarity from what came before; an
inverted index in which words of more than a twentieth of the articles are passed over; an article
joins the story of the article that is nearest by cosine, or begins one below the threshold.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from math import log, sqrt

from monitor.common_words import FUNCTION

_WORD = re.compile(r"[^\W_]{3,}")
_COMMON, _FEW = 0.05, 200


class TfIdfStream:
    """Stories by the cosine of TF-IDF."""

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._frequency: Counter[str] = Counter()
        self._rows: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        self._weights: defaultdict[str, array[float]] = defaultdict(lambda: array("f"))
        self._stories: list[str] = []

    def group(self, key: str, text: str) -> str:
        """Return the story of the next article."""
        vector = self._vector(text)
        total = len(self._stories) + 1
        near: defaultdict[int, float] = defaultdict(float)
        for word, weight in vector.items():
            if self._frequency[word] < max(_FEW, _COMMON * total):
                for row, other in zip(self._rows[word], self._weights[word], strict=True):
                    near[row] += weight * other
        best = max(near, key=lambda row: (near[row], -row), default=None)
        story = key
        if best is not None and near[best] >= self._threshold:
            story = self._stories[best]
        self._hold(story, vector)
        return story

    def hold(self, story: str, text: str) -> None:
        """Put an article into a story without looking for one: to fill a window."""
        self._hold(story, self._vector(text))

    def _vector(self, text: str) -> dict[str, float]:
        """Return an article's words, weighed; of length 1."""
        counts = Counter(word for word in _WORD.findall(text.lower()) if word not in FUNCTION)
        self._frequency.update(counts.keys())
        total = len(self._stories) + 1
        vector = {
            word: (1 + log(count)) * log((total + 1) / self._frequency[word] + 1)
            for word, count in counts.items()
        }
        length = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        return {word: weight / length for word, weight in vector.items()}

    def _hold(self, story: str, vector: dict[str, float]) -> None:
        for word, weight in vector.items():
            self._rows[word].append(len(self._stories))
            self._weights[word].append(weight)
        self._stories.append(story)
