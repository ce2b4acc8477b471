"""Find the words of a list in text: leftmost, longest, without overlap."""

from collections.abc import Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")


class Hit(NamedTuple, Generic[Value]):
    """A word found at ``text[start:end]`` (half-open, code points) and what the table says of it."""

    start: int
    end: int
    value: Value


class Gazetteer(Generic[Value]):
    """An index of words by their first two characters.

    >>> [(h.start, h.end, h.value) for h in Gazetteer({"永川区": 1, "永川": 2}).find("在永川区委")]
    [(1, 4, 1)]
    """

    def __init__(self, entries: Mapping[str, Value]) -> None:
        """Index ``entries``; an empty word is ignored."""
        self.entries = dict(entries)
        lengths: dict[str, set[int]] = {}
        for word in self.entries:
            if word:
                lengths.setdefault(word[:2], set()).add(len(word))
        self._lengths = {head: tuple(sorted(sizes, reverse=True)) for head, sizes in lengths.items()}

    def at(self, text: str, start: int) -> Hit[Value] | None:
        """Return the longest word that begins at ``start``, or None."""
        for head in (text[start : start + 2], text[start : start + 1]):
            for size in self._lengths.get(head, ()):
                word = text[start : start + size]
                if len(word) == size and word in self.entries:
                    return Hit(start, start + size, self.entries[word])
        return None

    def find(self, text: str) -> Iterator[Hit[Value]]:
        """Yield the words of ``text`` from left to right, each the longest at its place, none overlapping."""
        i = 0
        while i < len(text):
            hit = self.at(text, i)
            if hit:
                yield hit
                i = hit.end
            else:
                i += 1

    def suffix(self, text: str) -> str | None:
        """Return the longest word with which ``text`` ends, or None."""
        for i in range(max(0, len(text) - 20), len(text)):
            if text[i:] in self.entries:
                return text[i:]
        return None
