"""The recogniser's mathematics, in NumPy alone: recurrent networks in both directions under a conditional random field over characters.

After Lample et al. 2016, *Neural Architectures for Named Entity Recognition*, with the features of ``features.py`` in place of words. Several networks, trained apart,
are averaged. ``training/tagger.py`` fits the weights; nothing here needs what it needs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kg.recurrent import Array, embed, gelu, recur

TYPES = ("ORG", "PERSON", "PROGRAMME", "PLACE", "DOCUMENT", "EVENT", "AWARD")
TAGS = ("O", *(f"{place}-{kind}" for kind in TYPES for place in "BIES"))  # begin, inside, end, single
LEAST = 0.02  # spans less probable than this are no candidates
LONGEST = 64  # characters of a candidate
_NEVER = -1e4
Span = tuple[int, int, str]


def grammar() -> tuple[Array, Array, Array]:
    """Return what of tags may follow, begin and end a text: 0 where it may, a large negative number where not."""
    follow = np.array([[0.0 if (b[0] in "OBS" if a[0] in "OES" else b[0] in "IE" and a[1:] == b[1:]) else _NEVER for b in TAGS] for a in TAGS], dtype=np.float32)
    begin = np.array([0.0 if t[0] in "OBS" else _NEVER for t in TAGS], dtype=np.float32)
    end = np.array([0.0 if t[0] in "OES" else _NEVER for t in TAGS], dtype=np.float32)
    return follow, begin, end


@dataclass(frozen=True)
class Reading:
    """What the networks read in a text: the names on the likeliest path, and the probability of every span that may be one."""

    names: tuple[Span, ...]
    candidates: dict[Span, float]


def _sum(x: Array, axis: int) -> Array:
    """Return the logarithm of the sum of exponentials."""
    most = x.max(axis=axis, keepdims=True)
    return np.squeeze(most, axis) + np.log(np.exp(x - most).sum(axis=axis))


class Tagger:
    """Networks that read a text together.

    Args:
        nets: of each its arrays: ``table0`` … one embedding a column of the features, ``mix`` and ``mixed`` a layer over them, ``input``, ``recur`` and ``bias`` of the
            recurrent cells (forwards, backwards; gates in the order input, forget, output, new), ``out`` and ``offset`` a layer to the tags, ``follow`` of tag after tag.
    """

    def __init__(self, nets: Sequence[Mapping[str, Array]]) -> None:
        """Keep the arrays with 32 bits, with which alone they compute fast."""
        self.nets = [{name: np.ascontiguousarray(value, dtype=np.float32) for name, value in net.items()} for net in nets]
        allowed, self.begin, self.end = grammar()
        self.follow = allowed + sum(net["follow"] for net in self.nets) / max(1, len(self.nets))

    def emissions(self, rows: Array) -> Array:
        """Return a score of every tag for every character; ``rows`` are the hashes of its features, one column a feature."""
        made = np.zeros((len(rows), len(TAGS)), dtype=np.float32)
        for net in self.nets:
            made += recur(gelu(embed(net, "table", rows) @ net["mix"] + net["mixed"]), net) @ net["out"] + net["offset"]
        return made / max(1, len(self.nets))

    def read(self, rows: Array) -> Reading:
        """Read a text."""
        if not len(rows) or not self.nets:
            return Reading((), {})
        scores = self.emissions(rows)
        return Reading(tuple(self.decode(scores)), dict(self._candidates(scores)))

    def decode(self, scores: Array) -> Iterator[Span]:
        """Yield the names on the likeliest path (Viterbi)."""
        best, back = scores[0] + self.begin, []
        for row in scores[1:]:
            paths = best[:, None] + self.follow
            back.append(paths.argmax(axis=0))
            best = paths.max(axis=0) + row
        path = [int((best + self.end).argmax())]
        for step in reversed(back):
            path.append(int(step[path[-1]]))
        start = 0
        for i, tag in enumerate(TAGS[k] for k in reversed(path)):
            start = i if tag[0] in "BS" else start
            if tag[0] in "ES":
                yield start, i + 1, tag[2:]

    def _candidates(self, scores: Array) -> Iterator[tuple[Span, float]]:
        """Yield each span that is a name on paths of probability ``LEAST`` or more, with that probability (forward-backward)."""
        size = len(scores)
        scores = scores.astype(np.float64)  # the sums grow with the text, the probabilities are their small differences
        ahead, behind = np.empty_like(scores), np.empty_like(scores)
        ahead[0] = scores[0] + self.begin
        behind[-1] = self.end
        for t in range(1, size):
            ahead[t] = _sum(ahead[t - 1][:, None] + self.follow, 0) + scores[t]
        for t in range(size - 2, -1, -1):
            behind[t] = _sum(self.follow + (scores[t + 1] + behind[t + 1])[None], 1)
        total = _sum((ahead[-1] + self.end)[None], 1)[0]
        floor = np.log(LEAST)
        for k, kind in enumerate(TYPES):
            b, i, e, s = range(1 + 4 * k, 5 + 4 * k)
            single = ahead[:, s] + behind[:, s] - total
            for a in np.flatnonzero(single >= floor):
                yield (int(a), int(a) + 1, kind), min(1.0, float(np.exp(single[a])))
            ends = np.flatnonzero(behind[:, e] + ahead[:, e] - total >= floor)
            for a in np.flatnonzero(ahead[:, b] + behind[:, b] - total >= floor):
                inside, at = ahead[a, b], int(a)
                for z in ends[np.searchsorted(ends, a + 1) :]:
                    if z - a >= LONGEST:
                        break
                    while at < z - 1:  # up to the character before the last
                        inside += self.follow[b if at == a else i, i] + scores[at + 1, i]
                        at += 1
                    p = inside + self.follow[b if at == a else i, e] + scores[z, e] + behind[z, e] - total
                    if p >= floor:
                        yield (int(a), int(z) + 1, kind), min(1.0, float(np.exp(p)))
