"""A paragraph as the patterns see it: every mention is one character of its type, layout and marks around names are gone, punctuation is of full width.

The characters come from a private plane of Unicode, one range a type, so that patterns are plain regular expressions over mentions and words:
``{ORG}…打造{PROGRAMME}``. What a page itself holds of that plane is replaced.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kg.model import Article, Block, Mention
from kg.text import full_width, sentences

TYPES = ("ORG", "PERSON", "PROGRAMME", "PLACE", "DOCUMENT", "EVENT", "AWARD", "REF", "WHO", "THING")
_BASE, _SIZE = 0xF0000, 0x1800
CLASS = {t: f"{chr(_BASE + i * _SIZE)}-{chr(_BASE + (i + 1) * _SIZE - 1)}" for i, t in enumerate(TYPES)}
CLASS["ANY"] = f"{chr(_BASE)}-{chr(_BASE + len(TYPES) * _SIZE - 1)}"
ACTORS = ("ORG", "PLACE", "REF")
CLASS["ACTOR"] = "".join(CLASS[t] for t in ACTORS)
CLASS["BODY"] = CLASS["ORG"] + CLASS["REF"]
CLASS["NAMED"] = CLASS["PROGRAMME"] + CLASS["EVENT"]
_PRIVATE = re.compile(r"[\U000F0000-\U000FFFFF]")
ACTOR = re.compile(f"[{CLASS['ACTOR']}]")
MENTION = re.compile(f"[{CLASS['ANY']}]")
TO_PERSON = re.compile(rf"[^，。；{CLASS['ANY']}]{{0,10}}[{CLASS['PERSON']}]")  # a title, and whose it is
END = re.compile("[。！？；]")
OPENS = "。，；！？：”\n"  # before a clause
LONGEST = 300  # characters of a clause
_MARKS = {"“": "”", "《": "》", "「": "」", "『": "』", "‘": "’", '"': '"'}


def classes(*types: str) -> str:
    """Return the regular expression of one mention of any of these types."""
    return "[" + "".join(CLASS[t] for t in types) + "]"


def type_of(char: str) -> str | None:
    """Return the type for which a character stands, or None for a word's own."""
    at = ord(char) - _BASE
    return TYPES[at // _SIZE] if 0 <= at < len(TYPES) * _SIZE else None


@dataclass(frozen=True)
class Skeleton:
    """One block of an article, or all of it: ``text`` with a character a mention; ``places[i]`` is where ``text[i]`` begins in the article, ``ends[i]`` where it ends.

    ``names`` tells what the mention at an index stands for: where nothing is known of it, its own text.
    """

    article: Article
    block: Block
    text: str
    places: tuple[int, ...] = field(repr=False)
    ends: tuple[int, ...] = field(repr=False)
    mentions: dict[int, Mention] = field(repr=False)
    names: dict[int, str] = field(repr=False)

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Half-open spans of the sentences, within ``text``."""
        return tuple(sentences(self.text))

    @cached_property
    def first(self) -> int:
        """Where the first mention stands."""
        return min(self.mentions)

    @cached_property
    def leaders(self) -> tuple[int, ...]:
        """Where bodies and places stand that begin a clause: what a clause may be about."""
        return tuple(i for i in sorted(self.mentions) if self.mentions[i].type in ACTORS and (i == 0 or self.text[i - 1] in OPENS))

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each name stands in the text."""
        return Counter(m.text for m in self.mentions.values())

    @cached_property
    def most(self) -> int:
        """How often the body or place stands in the text that stands there most often."""
        return max((self.counts[m.text] for m in self.mentions.values() if m.type in ("ORG", "PLACE")), default=0)

    def sentence_at(self, index: int) -> tuple[int, int]:
        """Return the sentence around an index."""
        at = bisect_right(self.sentences, index, key=lambda span: span[0]) - 1
        return self.sentences[at] if at >= 0 and index < self.sentences[at][1] else (0, len(self.text))

    def clause(self, index: int) -> str:
        """Return the words of the clause that ends at an index: those since the last mark, ``LONGEST`` at most."""
        start = max(0, index - LONGEST)
        return self.text[max(start - 1, *(self.text.rfind(mark, start, index) for mark in "，。；！？\n")) + 1 : index]

    def span(self, a: int, b: int) -> tuple[int, int]:
        """Return the article span of ``text[a:b]``."""
        return self.places[a], self.ends[b - 1]


def in_furniture(article: Article, at: int) -> bool:
    """Tell whether a place of an article lies in page furniture, which says nothing."""
    return any(b.start <= at < b.end for b in article.blocks if b.role == "source")


def make_skeletons(article: Article, mentions: Sequence[Mention]) -> list[Skeleton]:
    """Return the skeleton of every block that may hold claims; mentions come sorted and without overlap."""
    return [_skeleton(article, b, [m for m in mentions if b.start <= m.start and m.end <= b.end]) for b in article.blocks if b.role != "source"]


def whole(article: Article, mentions: Sequence[Mention], names: Mapping[Mention, str] | None = None) -> Skeleton:
    """Return the skeleton of a whole article, a line break between its blocks; what page furniture names is left out.

    Args:
        article: the article.
        mentions: its mentions, sorted and without overlap.
        names: what they stand for, as ``kg.coref.stands_for`` tells it.
    """
    kept = [m for m in mentions if not in_furniture(article, m.start)]
    return _skeleton(article, Block("article", 0, len(article.text)), kept, names)


def _skeleton(article: Article, block: Block, mentions: Sequence[Mention], names: Mapping[Mention, str] | None = None) -> Skeleton:
    chars: list[str] = []
    places: list[int] = []
    ends: list[int] = []
    found: dict[int, Mention] = {}
    counts = dict.fromkeys(TYPES, 0)
    at = block.start
    plain = full_width(article.text[block.start : block.end])

    def words(a: int, b: int) -> None:
        for i in range(a, b):
            chars.append(_PRIVATE.sub("□", plain[i - block.start]))
            places.append(i)
            ends.append(i + 1)

    for m in mentions:
        words(at, m.start)
        number = counts[m.type] = min(counts[m.type] + 1, _SIZE - 1)
        start, end = m.start, m.end
        if chars and m.end < block.end and _MARKS.get(chars[-1]) == plain[m.end - block.start]:
            chars.pop()
            start = places.pop()
            ends.pop()
            end += 1
        found[len(chars)] = m
        chars.append(chr(_BASE + TYPES.index(m.type) * _SIZE + number))
        places.append(start)
        ends.append(end)
        at = end
    words(at, block.end)
    called = {i: (names or {}).get(m, m.text) for i, m in found.items()}
    return Skeleton(article, block, "".join(chars), tuple(places), tuple(ends), found, called)
