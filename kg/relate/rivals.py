"""A second look at a pair: who else may run the same programme, where else the same body may lie, and what else may hold between the two.

The scorer of pairs sees each pair by itself. Here the probabilities that it gave to all pairs of an article are set beside each other, by the names that the mentions
stand for, for the relations in which that was found to help. The weights (``rival_weights.tsv``) were learnt by ``training/pairs.py``.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kg.linear import logit, probability, read_rows
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


def first_look(sure: float) -> float:
    """Return what the first look says of a candidate, as the second weighs it: its logit."""
    return logit(sure, 0.0005)


def _step(sure: float, steps: int = 1) -> float:
    return round(first_look(sure) * steps) / steps


def rival_features(sk: Skeleton, found: Sequence[Candidate]) -> list[list[str]]:
    """Return what the other candidates of an article tell of each, as names of features; empty for relations that are not looked at again."""
    name = sk.names
    claims: dict[tuple[str, str, str], list[Candidate]] = defaultdict(list)  # the candidates for one claim, surest first
    for c in found:
        claims[c.relation, name[c.head], name[c.tail]].append(c)
    heads: dict[tuple[str, str], list[Candidate]] = defaultdict(list)  # the surest candidate of each head of a tail
    many: Counter[tuple[str, str]] = Counter()  # the tails of a head that are likely
    between: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for (relation, head, tail), same in claims.items():
        same.sort(key=lambda c: -c.sure)
        heads[relation, tail].append(same[0])
        many[relation, head] += same[0].sure > 0.5
        between[head, tail].append((same[0].sure, relation))
    for ranked in heads.values():
        ranked.sort(key=lambda c: (-c.sure, c.head, c.tail))
    made: list[list[str]] = []
    for c in found:
        if c.relation not in AGAIN:
            made.append([])
            continue
        head, tail, p = name[c.head], name[c.tail], f"p{_step(c.sure)}"
        order, same = heads[c.relation, tail], claims[c.relation, head, tail]
        own = same[0].sure
        rival = next((o for o in order[:2] if name[o.head] != head), None)
        rank = min(bisect_left(order, -c.sure, key=lambda o: -o.sure) - (own > c.sure), 3)
        features = ["", f"p={_step(c.sure, 2)}", f"ruled{c.ruled}|{p}", f"rival{_step(rival.sure) if rival else ''}|{p}", f"rank{rank}", f"rank{rank}|{p}"]
        if rival and rival.sure > 0.3:
            a, b = sorted((rival.head, c.head))
            row, near = _ROW.fullmatch(sk.text, a + 1, b) is not None, abs(rival.head - rival.tail) < abs(c.head - c.tail)
            features += [f"row{row}|{p}", f"row{row}|rank{min(rank, 2)}", f"near{near}|row{row}|rank{min(rank, 1)}"]
            features.append(f"rival{_step(rival.sure)}|row{row}|same{abs(rival.tail - c.tail) < 2}")
        features.append(f"tails{min(many[c.relation, head] - (own > 0.5), 4)}|{p}")
        other = max((x for x in between[head, tail] if x[1] != c.relation), default=None)
        if other:
            features.append(f"other={other[1]}|{_step(other[0])}|{other[0] > c.sure}")
        if (tail, head) in between:
            sure, relation = max(between[tail, head])
            features.append(f"back={relation}|{_step(sure)}")
        more = same[own == c.sure].sure if len(same) > 1 else None
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
    made, weights = [], _weights()
    for c, features in zip(found, rival_features(sk, found), strict=True):
        known = weights.get(c.relation, {})
        made.append(probability(known[FIRST] * first_look(c.sure) + sum(known.get(f, 0.0) for f in features)) if features else c.sure)
    return made
