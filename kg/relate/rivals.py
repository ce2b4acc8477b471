"""A second look at a pair: who else may run the same programme, where else the same body may lie, and what else may hold between the two.

The scorer of pairs sees each pair by itself. Here the probabilities that it gave to all pairs of an article are set beside each other, by the names that the mentions
stand for, for the relations in which that was found to help. The weights (``rival_weights.tsv``) were learnt by ``training/pairs.py``.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import log

from kg.linear import probability, read_rows
from kg.relate.skeleton import CLASS, Skeleton

AGAIN = ("runs", "located_in", "participates_in", "partners_with", "issues", "part_of", "specified_in", "receives", "confers", "holds_post")
FIRST = "first"  # the weight of the first look's logit
_ROW = re.compile(f"(?:[{CLASS['ANY']}]|[、和与及同]|以及|联合|会同){{0,12}}")  # what may stand between bodies that act together


@dataclass(frozen=True)
class Candidate:
    """A pair of mentions, by their indices in a skeleton, a relation that may hold between them, how sure the first look is of it, and whether a pattern says so."""

    relation: str
    head: int
    tail: int
    sure: float
    ruled: bool


def logit(sure: float) -> float:
    """Return the logit of a probability, bounded on both sides."""
    bound = min(max(sure, 0.0005), 0.9995)
    return log(bound / (1 - bound))


def _step(sure: float, steps: int = 1) -> float:
    return round(logit(sure) * steps) / steps


def rival_features(sk: Skeleton, found: Sequence[Candidate]) -> list[list[str]]:
    """Return what the other candidates of an article tell of each, as names of features; empty for relations that are not looked at again."""
    name = sk.names
    heads: dict[tuple[str, str], dict[str, Candidate]] = defaultdict(dict)  # the surest candidate of each head of a tail
    tails: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    between: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    said: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for c in found:
        head, tail = name[c.head], name[c.tail]
        best = heads[c.relation, tail]
        if head not in best or c.sure > best[head].sure:
            best[head] = c
        tails[c.relation, head][tail] = max(tails[c.relation, head].get(tail, 0.0), c.sure)
        between[head, tail][c.relation] = max(between[head, tail].get(c.relation, 0.0), c.sure)
        said[c.relation, head, tail].append(c.sure)
    for values in said.values():
        values.sort(reverse=True)
    ranked = {key: sorted(best.values(), key=lambda o: (-o.sure, o.head, o.tail)) for key, best in heads.items()}
    many = {key: sum(sure > 0.5 for sure in values.values()) for key, values in tails.items()}
    made: list[list[str]] = []
    for c in found:
        if c.relation not in AGAIN:
            made.append([])
            continue
        head, tail, p = name[c.head], name[c.tail], f"p{_step(c.sure)}"
        order, own = ranked[c.relation, tail], heads[c.relation, tail][head].sure
        rival = next((o for o in order[:2] if name[o.head] != head), None)
        rank = min(bisect_left(order, -c.sure, key=lambda o: -o.sure) - (own > c.sure), 3)
        features = ["", f"p={_step(c.sure, 2)}", f"ruled{c.ruled}|{p}", f"rival{_step(rival.sure) if rival else ''}|{p}", f"rank{rank}", f"rank{rank}|{p}"]
        if rival and rival.sure > 0.3:
            a, b = sorted((rival.head, c.head))
            row, near = _ROW.fullmatch(sk.text, a + 1, b) is not None, abs(rival.head - rival.tail) < abs(c.head - c.tail)
            features += [f"row{row}|{p}", f"row{row}|rank{min(rank, 2)}", f"near{near}|row{row}|rank{min(rank, 1)}"]
            features.append(f"rival{_step(rival.sure)}|row{row}|same{abs(rival.tail - c.tail) < 2}")
        features.append(f"tails{min(many[c.relation, head] - (tails[c.relation, head][tail] > 0.5), 4)}|{p}")
        other = max(((q, r) for r, q in between[head, tail].items() if r != c.relation), default=None)
        if other:
            features.append(f"other={other[1]}|{_step(other[0])}|{other[0] > c.sure}")
        if (tail, head) in between:
            sure, relation = max((q, r) for r, q in between[tail, head].items())
            features.append(f"back={relation}|{_step(sure)}")
        same = said[c.relation, head, tail]
        more = (same[1] if same[0] == c.sure else same[0]) if len(same) > 1 else None
        features += [f"again{'' if more is None else _step(more)}|{p}", f"times{min(len(same), 5)}|{p}"]
        made.append(features)
    return made


@cache
def _weights() -> dict[str, dict[str, float]]:
    made: dict[str, dict[str, float]] = {r: {} for r in AGAIN}
    for relation, feature, weight in read_rows("kg.relate", "rival_weights.tsv"):
        made[relation][feature] = float(weight)
    return made


def look_again(sk: Skeleton, found: Sequence[Candidate]) -> list[float]:
    """Return how sure each candidate of an article is once all are known."""
    made = []
    for c, features in zip(found, rival_features(sk, found), strict=True):
        known = _weights().get(c.relation, {})
        made.append(probability(known[FIRST] * logit(c.sure) + sum(known.get(f, 0.0) for f in features)) if features else c.sure)
    return made
