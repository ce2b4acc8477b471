"""What travels between the stages: frozen, picklable, without any library's objects.

Offsets are half-open and count Unicode code points. ``Span`` offsets lie in a file's decoded text, ``Mention`` and ``Block`` offsets in their article's clean text.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Words of a source: ``source[start:end]``, white space removed, equals ``text``, white space removed."""

    doc: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded file, or one record of a file that holds many.

    ``lines`` are its pieces of running text in reading order, each with the offset of every character; a character that the file spells otherwise
    (``&amp;``) has the offset -1.
    """

    doc: str
    text: str = field(repr=False)
    lines: tuple["Line", ...] = field(repr=False)
    sha256: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A line or paragraph as the file has it: its characters, their offsets, what the layout says of it."""

    text: str
    offsets: tuple[int, ...] = field(repr=False)
    indent: int = 0
    gap: int = 0
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of an article's text. Roles: title, subhead, body, item, caption, byline, source."""

    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """One article: clean running text, its parts, and where every character stands in the file."""

    doc: str
    number: int
    text: str = field(repr=False)
    offsets: tuple[int, ...] = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    raw: str = field(repr=False)
    title: str = ""
    bylines: tuple[str, ...] = ()
    source: str = ""
    date: str = ""
    place: str = ""

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the words ``text[start:end]`` as they stand in the file: one span, or several where something stands between them."""
        made: list[Span] = []
        a = start
        for i in range(start, end):
            at, after = self.offsets[i], self.offsets[i + 1] if i + 1 < end else -1
            if at < 0:
                a = i + 1
                continue
            whole = i + 1 < end and after > at and (after == at + 1 or self.raw[at + 1 : after].isspace())
            if not whole:
                if self.text[a : i + 1].strip():
                    made.append(Span(self.doc, self.offsets[a], at + 1, self.text[a : i + 1]))
                a = i + 1
        return tuple(made)


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A name in an article: ``article.text[start:end] == text``; ``by`` says who found it (model, rule, gazetteer)."""

    start: int
    end: int
    type: str
    text: str
    by: str = "rule"
    score: float = 1.0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement between mentions of one article, or of a mention and a value; evidence is a span of the article's text."""

    relation: str
    head: Mention
    tail: Mention | None
    start: int
    end: int
    rule: str
    confidence: float = 0.8
    role: str = ""
    status: str = "asserted"
    indicator: str = ""
    value: float | int | str | None = None
    unit: str = ""
    period: str = ""
    comparison: str = ""
    since: str = ""
    until: str = ""
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that the pages name."""

    id: str
    type: str
    label: str
    aliases: tuple[str, ...] = ()
    kind: str = ""
    date: str = ""
    code: str = ""
    anchor: str = ""
    mentions: tuple[Span, ...] = field(default=(), repr=False)
    joined: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim between entities. ``id`` is made from its content, evidence left out."""

    id: str
    subject: str
    relation: str
    object: str = ""
    role: str = ""
    status: str = "asserted"
    indicator: str = ""
    value: float | int | str | None = None
    unit: str = ""
    period: str = ""
    comparison: str = ""
    since: str = ""
    until: str = ""
    as_of: str = ""
    confidence: float = 0.8
    rules: tuple[str, ...] = ()
    evidence: tuple[Span, ...] = field(default=(), repr=False)

    @property
    def sentence(self) -> str:
        """The first evidence as one text: the spans that follow each other closely, as the pieces of a sentence with markup inside do."""
        text, last = "", None
        for p in self.evidence:
            if last is not None and (p.doc != last.doc or not 0 <= p.start - last.end <= 40):
                break
            text, last = text + p.text, p
        return text


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of an article as a whole; ``start`` and ``end`` bound its characters in the file's text."""

    doc: str
    number: int
    title: str = ""
    bylines: tuple[str, ...] = ()
    source: str = ""
    date: str = ""
    place: str = ""
    sha256: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class PageGraph:
    """What one file says: its articles, entities and statements, each sorted by id."""

    articles: tuple[Card, ...] = ()
    entities: tuple[Entity, ...] = ()
    statements: tuple[Statement, ...] = ()

    def __iter__(self) -> Iterator[Entity]:
        """Iterate over the entities."""
        return iter(self.entities)


class Extents:
    """Tells in which article a passage stands."""

    def __init__(self, cards: Iterable[Card]) -> None:
        """Order the articles by file."""
        self._cards: dict[str, list[Card]] = {}
        for card in cards:
            self._cards.setdefault(card.doc, []).append(card)

    def holding(self, p: Span) -> Card | None:
        """Return the article whose extent holds the passage's beginning: the shortest of several, None where there is none."""
        holding = [c for c in self._cards.get(p.doc, ()) if c.start <= p.start < c.end]
        return min(holding, key=lambda c: (c.end - c.start, c.number)) if holding else None


def _longest(a: str, b: str) -> str:
    return max(a, b, key=lambda x: (len(x), x))


def join_entities(a: Entity, b: Entity) -> Entity:
    """Join two entities of equal id: every field by union or by the greatest, so that order and grouping do not matter."""
    return replace(
        a,
        aliases=tuple(sorted({*a.aliases, *b.aliases})),
        kind=_longest(a.kind, b.kind),
        date=min((d for d in (a.date, b.date) if d), default=""),
        code=max(a.code, b.code),
        mentions=tuple(sorted({*a.mentions, *b.mentions})),
        joined=tuple(sorted({*a.joined, *b.joined})),
    )


def join_statements(a: Statement, b: Statement) -> Statement:
    """Join two statements of equal id; like ``join_entities`` associative and commutative."""
    return replace(
        a,
        confidence=max(a.confidence, b.confidence),
        comparison=max(a.comparison, b.comparison),
        rules=tuple(sorted({*a.rules, *b.rules})),
        evidence=tuple(sorted({*a.evidence, *b.evidence})),
    )
