"""What others do to find which rules an article matches; each says the numbers of those that hold.

Each has our folded words, so that all look for the same and none pays for another cutting.
"""

from __future__ import annotations

import re
import sqlite3
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

import hyperscan
import tantivy

from news.article import Article
from news.rules import And, Near, Not, Or, Phrase, Rule, Where
from news.text import words


class Document:
    """An article as the presearcher sees it: its words, and where they stand if someone asks."""

    __slots__ = ("_places", "all", "border", "prefixes", "sequence", "title")

    def __init__(self, article: Article) -> None:
        title = words(article.title)
        self.border = len(title)
        self.sequence = [*title, "", *words(article.text)]
        self.all = set(self.sequence)
        self.title = set(title)
        self._places = None
        self.prefixes = {}

    def places(self, word: str) -> Sequence[int]:
        """Return where a word stands."""
        if self._places is None:
            self._places = places = {}
            for at, one in enumerate(self.sequence):
                if one in places:
                    places[one].append(at)
                else:
                    places[one] = [at]
        return self._places.get(word, ())


class Word:
    """A word anywhere."""

    __slots__ = ("share", "word")

    def __init__(self, word: str, shares: Counter[str]) -> None:
        self.word, self.share = word, shares[word]

    def holds(self, document: Document) -> bool:
        """Say whether it holds for an article."""
        return self.word in document.all

    def keys(self) -> set[str] | None:
        """Return words of which one occurs wherever it holds."""
        return {self.word}


class Prefix:
    """A word that begins so."""

    __slots__ = ("begin", "share")

    def __init__(self, begin: str) -> None:
        self.begin, self.share = begin, float("inf")

    def holds(self, document: Document) -> bool:
        """Say whether it holds for an article."""
        begin = self.begin
        if begin not in document.prefixes:
            document.prefixes[begin] = any(word.startswith(begin) for word in document.all)
        return document.prefixes[begin]

    def keys(self) -> set[str] | None:
        """Return words of which one occurs wherever it holds."""
        return None


class Title(Word):
    """A word of the headline."""

    __slots__ = ()

    def holds(self, document: Document) -> bool:
        """Say whether it holds for an article."""
        return self.word in document.title


class Run:
    """Words side by side."""

    __slots__ = ("rarest", "share", "words")

    def __init__(self, these: Sequence[str], shares: Counter[str]) -> None:
        self.words = list(these)
        self.rarest = min(these, key=lambda word: shares[word])
        self.share = shares[self.rarest]

    def holds(self, document: Document) -> bool:
        """Say whether it holds for an article."""
        if not all(word in document.all for word in self.words):
            return False
        these, length = self.words, len(self.words)
        back = these.index(self.rarest)
        return any(
            document.sequence[at - back : at - back + length] == these
            for at in document.places(self.rarest)
        )

    def keys(self) -> set[str] | None:
        """Return words of which one occurs wherever it holds."""
        return {self.rarest}


class Beside:
    """Two words near each other."""

    __slots__ = ("distance", "left", "right", "share")

    def __init__(self, left: str, right: str, distance: int, shares: Counter[str]) -> None:
        self.left, self.right, self.distance = left, right, distance
        self.share = min(shares[left], shares[right])
        if shares[right] < shares[left]:
            self.left, self.right = right, left

    def holds(self, document: Document) -> bool:
        """Say whether it holds for an article."""
        if self.left not in document.all or self.right not in document.all:
            return False
        others, border = document.places(self.right), document.border
        for at in document.places(self.left):
            next_one = bisect_left(others, at)
            for other in others[max(next_one - 1, 0) : next_one + 1]:
                if 0 < abs(other - at) <= self.distance and (other < border) == (at < border):
                    return True
        return False

    def keys(self) -> set[str] | None:
        """Return words of which one occurs wherever it holds."""
        return {self.left}


class All:
    """All parts, the rarest first."""

    __slots__ = ("items", "share")

    def __init__(self, items: Sequence[Node]) -> None:
        self.items = sorted(items, key=lambda item: item.share)
        self.share = self.items[0].share

    def holds(self, document: Document) -> bool:
        """Say whether it holds for an article."""
        for item in self.items:  # noqa: SIM110  quicker than a generator
            if not item.holds(document):
                return False
        return True

    def keys(self) -> set[str] | None:
        """Return words of which one occurs wherever it holds."""
        return self.items[0].keys()


class Any:
    """Any part, the most common first."""

    __slots__ = ("items", "share")

    def __init__(self, items: Sequence[Node]) -> None:
        self.items = sorted(items, key=lambda item: -item.share)
        self.share = sum(item.share for item in items)

    def holds(self, document: Document) -> bool:
        """Say whether it holds for an article."""
        for item in self.items:  # noqa: SIM110  quicker than a generator
            if item.holds(document):
                return True
        return False

    def keys(self) -> set[str] | None:
        """Return words of which one occurs wherever it holds."""
        return set().union(*(item.keys() for item in self.items))


class No:
    """The part does not hold."""

    __slots__ = ("item", "share")

    def __init__(self, item: Node) -> None:
        self.item, self.share = item, float("inf")

    def holds(self, document: Document) -> bool:
        """Say whether it holds for an article."""
        return not self.item.holds(document)

    def keys(self) -> set[str] | None:
        """Return words of which one occurs wherever it holds."""
        return None


Node = Word | Prefix | Run | Beside | All | Any | No


def node(rule: Rule, shares: Counter[str]) -> Node:  # noqa: PLR0911  one for each kind
    """Turn a rule of the generator into what the presearcher walks."""
    match rule:
        case Phrase((word,), where) if where is Where.TITLE:
            return Title(word, shares)
        case Phrase((word,)) if word.endswith("*"):
            return Prefix(word[:-1])
        case Phrase((word,)):
            return Word(word, shares)
        case Phrase(these):
            return Run(these, shares)
        case Near(Phrase((left,)), Phrase((right,)), distance):
            return Beside(left, right, distance, shares)
        case And(items):
            return All([node(item, shares) for item in items])
        case Or(items):
            return Any([node(item, shares) for item in items])
        case Not(item):
            return No(node(item, shares))
    raise TypeError(rule)


class Presearcher:
    """Rules under the rarest word that they need; candidates are walked, rarest part first.

    How rare a word is, is known to it beforehand from all articles.
    """

    def __init__(self, rules: Sequence[Rule], shares: Counter[str]) -> None:
        self.users = {}
        for number, rule in enumerate(rules):
            root = node(rule, shares)
            for key in root.keys():  # noqa: SIM118  no dictionary
                self.users.setdefault(key, []).append((number, root))

    def held(self, article: Article) -> set[int]:
        """Return the numbers of the rules that hold."""
        document = Document(article)
        held = set()
        users = self.users
        for word in document.all:
            for number, root in users.get(word, ()):
                if root.holds(document):
                    held.add(number)
        return held


class OneRegexEach:
    """A regular expression a rule over the line of words, as a script does it."""

    def __init__(self, rules: Sequence[Rule], _shares: Counter[str]) -> None:
        self.patterns = [re.compile(_asserted(rule), re.DOTALL) for rule in rules]

    def held(self, article: Article) -> set[int]:
        """Return the numbers of the rules that hold."""
        line = f" {' '.join([*words(article.title), chr(10), *words(article.text)])} "
        return {number for number, pattern in enumerate(self.patterns) if pattern.match(line)}


def _asserted(rule: Rule) -> str:
    match rule:
        case And(items):
            return "".join(map(_asserted, items))
        case Not(item):
            return f"(?!{_asserted(item)})"
        case Or(items):
            return f"(?:{'|'.join(map(_asserted, items))})"
        case Near(Phrase((a,)), Phrase((b,)), n):
            gap = rf"(?: [^ \n]+){{0,{n - 1}}} "
            return f"(?=.* (?:{a}{gap}{b}|{b}{gap}{a}) )"
        case Phrase((word,)) if word.endswith("*"):
            return f"(?=.* {word[:-1]})"
        case Phrase(these, where):
            return f"(?={'[^' + chr(10) + ']*' if where else '.*'} {' '.join(these)} )"
    raise TypeError(rule)


class HyperscanLiterals(Presearcher):
    """All words and phrases as literals in one Hyperscan database; candidates as above."""

    def __init__(self, rules: Sequence[Rule], shares: Counter[str]) -> None:
        super().__init__(rules, shares)
        self.literals = [*self.users]
        self.database = hyperscan.Database()
        self.database.compile(
            expressions=[f" {word} ".encode() for word in self.literals],
            ids=[*range(len(self.literals))],
            elements=len(self.literals),
            flags=[hyperscan.HS_FLAG_SINGLEMATCH] * len(self.literals),
        )

    def held(self, article: Article) -> set[int]:
        """Return the numbers of the rules that hold."""
        document = Document(article)
        held, found = set(), []
        self.database.scan(
            f" {' '.join(document.sequence)} ".encode(),
            match_event_handler=lambda which, _from, _to, _flags, _context: found.append(which),
        )
        for which in found:
            for number, root in self.users[self.literals[which]]:
                if root.holds(document):
                    held.add(number)
        return held


class Fts5EachDocument:
    """Each article into an empty FTS5 table, and each rule asked of it."""

    def __init__(self, rules: Sequence[Rule], _shares: Counter[str]) -> None:
        self.asked = [_fts5(rule) for rule in rules]
        self.database = sqlite3.connect(":memory:")
        self.database.execute("CREATE VIRTUAL TABLE held USING fts5(title, text)")

    def held(self, article: Article) -> set[int]:
        """Return the numbers of the rules that hold."""
        row = " ".join(words(article.title)), " ".join(words(article.text))
        self.database.execute("INSERT INTO held (rowid, title, text) VALUES (1, ?, ?)", row)
        ask = "SELECT 1 FROM held WHERE held MATCH ?"
        found = {
            number
            for number, rule in enumerate(self.asked)
            if self.database.execute(ask, (rule,)).fetchone()
        }
        self.database.execute("DELETE FROM held")
        return found


def _fts5(rule: Rule) -> str:
    match rule:
        case And(items):
            wanted = " AND ".join(_fts5(item) for item in items if not isinstance(item, Not))
            without = "".join(f" NOT {_fts5(item.item)}" for item in items if isinstance(item, Not))
            return f"(({wanted}){without})"
        case Or(items):
            return f"({' OR '.join(map(_fts5, items))})"
        case Near(Phrase((a,)), Phrase((b,)), n):
            return f'NEAR("{a}" "{b}", {n - 1})'
        case Phrase((word,)) if word.endswith("*"):
            return f'"{word[:-1]}"*'
        case Phrase(these, where):
            return f'{"title : " if where else ""}"{" ".join(these)}"'
    raise TypeError(rule)


class TantivyBatch:
    """All articles into one index in memory, and each rule asked of all of them at once."""

    def __init__(self, rules: Sequence[Rule], _shares: Counter[str]) -> None:
        self.rules = rules
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("title", tokenizer_name="whitespace", index_option="position")
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
        builder.add_unsigned_field("number", stored=True, fast=True)
        self.schema = builder.build()

    def all_held(self, articles: Sequence[Article]) -> int:
        """Return how many rules hold for all articles together."""
        index = tantivy.Index(self.schema)
        writer = index.writer(heap_size=200_000_000, num_threads=1)
        for number, article in enumerate(articles):
            document = tantivy.Document()
            document.add_text("title", " ".join(words(article.title)))
            document.add_text("text", " ".join(words(article.text)))
            document.add_unsigned("number", number)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        searcher = index.searcher()
        return sum(
            searcher.search(self._query(rule), limit=1, count=True).count for rule in self.rules
        )

    def _query(self, rule: Rule) -> tantivy.Query:
        query, occur = tantivy.Query, tantivy.Occur
        match rule:
            case And(items):
                return query.boolean_query([
                    (occur.MustNot, self._query(item.item))
                    if isinstance(item, Not)
                    else (occur.Must, self._query(item))
                    for item in items
                ])  # fmt: skip
            case Or(items):
                return query.boolean_query([(occur.Should, self._query(item)) for item in items])
        return query.boolean_query([
            (occur.Should, self._leaf(rule, field))
            for field in ("title", "text")
            if field == "title" or getattr(rule, "where", "") is not Where.TITLE
        ])  # fmt: skip

    def _leaf(self, rule: Rule, field: str) -> tantivy.Query:
        query = tantivy.Query
        match rule:
            case Near(Phrase((a,)), Phrase((b,)), n):
                return query.phrase_query(self.schema, field, [a, b], slop=n - 1)
            case Phrase((word,)) if word.endswith("*"):
                return query.regex_query(self.schema, field, f"{word[:-1]}.*")
            case Phrase((word,)):
                return query.term_query(self.schema, field, word)
            case Phrase(these):
                return query.phrase_query(self.schema, field, list(these))
        raise TypeError(rule)
