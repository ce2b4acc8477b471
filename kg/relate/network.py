"""A network that reads the skeleton of an article: which relations two mentions stand in, and of which mention a figure is stated.

A layer of recurrent cells runs over the characters in both directions; a mention is one character, told by its type, its ends and how often its name stands there. Over
the states of two places, what lies between them and how far they are apart, one small layer scores pairs and another figures. What it says is a feature of the linear
scorers (``pairs.py``, ``subjects.py``), which also see what the patterns found. The weights (``network.npz``) were learnt by ``training/network.py``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from zlib import crc32

import numpy as np

from kg.recurrent import Array, embed, gelu, recur
from kg.relate.numbers import numbers
from kg.relate.skeleton import CLASS, END, TYPES, Skeleton, type_of
from kg.relate.subjects import Figure, step

APART = ((0, 1, 2, 3, 4, 5), (0, 1, 2), (0, 1, 2, 3, 5, 8, 13, 20), (1, 2, 4, 6, 9, 13, 20, 30, 45, 70, 110, 200))  # steps of sentences, lines, mentions, characters
OFTEN = (1, 2, 3, 5)  # steps of how often a name stands in the text
RECENT = 7  # names before a figure, the last one first, that are told apart
_GAP = re.compile(rf"(?<=[{CLASS['ANY']}])[^\S\n](?=[{CLASS['ANY']}])")  # 程东 周启明: names set apart by a space alone stand in a row
CHUNK = 8192  # pairs looked at together


def _hash(text: str) -> int:
    return crc32(text.encode())


@dataclass(frozen=True)
class Tokens:
    """A skeleton as numbers.

    ``words`` are hashes of each character, of it and the one before, of it and the one after; ``names`` is 0 where no mention is, else its type, hashes of its last, last
    two and first characters, how often its name stands there and whether it stands for another name, all counted from 1; ``counted`` is 1 inside figures.
    """

    words: Array
    names: Array
    counted: Array
    marks: tuple[Array, Array, Array]  # how many ends of sentences, line breaks and mentions lie before each place

    def apart(self, first: Array, second: Array) -> Array:
        """Return how far places are apart: a column each for sentences, lines, mentions and characters, in steps, another one for each order."""
        a, b = np.minimum(first, second), np.maximum(first, second)
        far = [*(before[b] - before[a + 1] for before in self.marks), b - a]
        return np.stack([np.searchsorted(edges, x) + (first < second) * (len(edges) + 1) for edges, x in zip(APART, far, strict=True)], axis=1)


def tokens(sk: Skeleton) -> Tokens:
    """Return the skeleton of a whole article as numbers."""
    text = _GAP.sub("、", sk.text)
    seen = ["^", *(f"<{kind}>" if (kind := type_of(c)) else "0" if c.isdigit() else c for c in text), "$"]
    words = np.array([(_hash(b), _hash(a + b), _hash(b + c)) for a, b, c in zip(seen, seen[1:], seen[2:], strict=False)], np.uint32).reshape(-1, 3)
    names, counted = np.zeros((len(sk.text), 6), np.uint32), np.zeros(len(sk.text), np.uint32)
    times = Counter(sk.names.values())
    for i, m in sk.mentions.items():
        name = sk.names[i]
        names[i] = 1 + TYPES.index(m.type), _hash(m.text[-1:]), _hash(m.text[-2:]), _hash(m.text[:1]), 1 + step(times[name], *OFTEN), 1 + (name != m.text)
    for found in numbers(sk):
        counted[found.start() : found.end()] = 1
    ends, lines = (np.array([holds(c) for c in sk.text], bool) for holds in (lambda c: END.match(c) is not None, lambda c: c == "\n"))
    return Tokens(words, names, counted, tuple(np.concatenate([[0], np.cumsum(x)]) for x in (ends, lines, names[:, 0] > 0)))  # type: ignore[arg-type]


def told(figure: Figure) -> Array:
    """Return of each mention that a figure may be stated of how recent its name is, and how often it has stood before: in steps."""
    names = figure.subjects.sk.names
    order = {name: n for n, name in enumerate(dict.fromkeys(names[i] for i in reversed(figure.before)))}
    return np.array([(min(order.get(names[i], RECENT), RECENT), step(figure.times[names[i]], 0, *OFTEN)) for i in figure.among], np.int64).reshape(-1, 2)


class Reading:
    """What the network makes of one article."""

    def __init__(self, net: Mapping[str, Array], read: Tokens) -> None:
        """Keep both; the recurrent cells run when something is asked."""
        self.net, self.read = net, read
        self._sums: dict[str, Array] = {}

    @cached_property
    def states(self) -> Array:
        """What the recurrent cells make of each place."""
        known = self.read.names[:, :1] > 0
        x = np.concatenate([embed(self.net, "word", self.read.words), embed(self.net, "name", self.read.names) * known, self.net["counted"][self.read.counted]], axis=1)
        return recur(gelu(x @ self.net["mix"] + self.net["mixed"]), self.net)

    def _before(self, kind: str) -> Array:
        """Return the sums over all that lies before each place, of which the mean between two is made."""
        if kind not in self._sums:
            made = gelu(self.states @ self.net[f"{kind}_between"]).astype(np.float64)
            self._sums[kind] = np.concatenate([np.zeros((1, made.shape[1])), np.cumsum(made, axis=0)])
        return self._sums[kind]

    def _score(self, kind: str, first: Array, second: Array, told: Array) -> Array:
        net, at = self.net, {k: np.unique(x, return_inverse=True) for k, x in (("first", first), ("second", second))}

        def layer(name: str, end: str) -> Array:
            places, back = at[end]
            return (self.states[places] @ net[f"{kind}_{name}"])[back]

        a, b = np.minimum(first, second), np.maximum(first, second)
        sums = self._before(kind)
        mean = ((sums[b] - sums[a + 1]) / (b - a)[:, None]).astype(np.float32)
        hidden = layer("head", "first") + layer("tail", "second") + mean + embed(net, f"{kind}_told", told) @ net[f"{kind}_apart"] + net[f"{kind}_bias"]
        both = np.concatenate([gelu(hidden), layer("left", "first") * layer("right", "second")], axis=1)
        return both @ net[f"{kind}_out"] + net[f"{kind}_offset"]

    def pairs(self, pairs: Iterable[tuple[int, int]]) -> Array:
        """Return of each pair of places, head and tail, the logit of every scored relation, in the order of ``pairs.SCORED``."""
        ends = np.array([*pairs], np.int64).reshape(-1, 2)
        parts = [ends[n : n + CHUNK] for n in range(0, len(ends), CHUNK)]
        made = [self._score("pair", x[:, 0], x[:, 1], self.read.apart(x[:, 0], x[:, 1])) for x in parts]
        return np.concatenate(made) if made else np.zeros((0, self.net["pair_offset"].shape[0]), np.float32)

    def figure(self, figure: Figure) -> Array:
        """Return how likely a figure is to be stated of each mention of ``among`` and, last, of none: the logarithm of the probability."""
        none = gelu(self.states[figure.found.end() - 1] @ self.net["none"] + self.net["none_bias"]) @ self.net["none_out"]
        second = np.array(figure.among, np.int64)
        first = np.full_like(second, figure.at)
        made = self._score("figure", first, second, np.concatenate([self.read.apart(first, second), told(figure)], axis=1))[:, 0] if len(second) else []
        odds = np.append(made, none).astype(np.float64)
        most = odds.max()
        return odds - most - np.log(np.exp(odds - most).sum())


@cache
def weights() -> dict[str, Array]:
    """Load the learnt weights."""
    with resources.files("kg.relate").joinpath("network.npz").open("rb") as file, np.load(file) as arrays:
        return {name: arrays[name].astype(np.float32) for name in arrays.files}


def read(sk: Skeleton) -> Reading:
    """Read the skeleton of a whole article."""
    return Reading(weights(), tokens(sk))
