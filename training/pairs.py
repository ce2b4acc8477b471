"""Learn which pairs of mentions stand in a relation: python training/pairs.py OUT RIVALS --nets NET NET NET NET --files FILES.

One logistic regression a relation over the features of ``kg/relate/pairs.py`` and what a network says that has not seen the paragraph (OUT), and for some relations a second
one over what the first says of all pairs of the article (``kg/relate/rivals.py``, RIVALS), fitted on the paragraphs that ``prepare.py`` does not hold out; the second learns from halves that the first has not seen.
The thresholds come from two-fold cross-validation on that part: the best F1 with a precision of at least ``FLOOR``. The held-out part is only reported.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import linear
import numpy as np
from claims import Paragraph, Readers, paragraphs

from kg.linear import probability
from kg.relate import relate
from kg.relate.pairs import NET, SCORED, features, pairs, rule_features, rules_of
from kg.relate.rivals import AGAIN, FIRST, Candidate, first_look, rival_features
from kg.relate.skeleton import Skeleton, whole
from kg.schema import relations
from kg.score import Tally

RARE, FLOOR = 6, 0.75
SHRINK, SMALL = 5.0, 0.1  # of the first look
SHRINK_AGAIN, SMALL_AGAIN = 20.0, 0.02  # and of the second
MARGIN = 0.2  # pages are harder than paragraphs whose names are marked: what is added there must be surer
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Row:
    """A candidate: what is known of it (``heard`` from the network), the claim that it would be, whether that is right, and whether it may be left out."""

    pair: Candidate
    features: list[str]
    heard: float
    key: Key
    right: bool
    optional: bool


@dataclass(frozen=True)
class Page:
    """The candidates of a paragraph or article, and the claims that it should yield."""

    rows: list[Row]
    wanted: set[Key]
    skeleton: Skeleton


def _key(relation: str, head: str, tail: str) -> Key:
    return (relation, *sorted((head, tail))) if relations()[relation].symmetric else (relation, head, tail)  # type: ignore[return-value]


def _free(key: Key) -> bool:
    """Tell whether a place is simply the first part of a name, which no score counts."""
    return key[0] == "located_in" and key[1].startswith(key[2])


def wanted_of(paragraph: Paragraph) -> tuple[set[Key], set[Key]]:
    """Return the claims that a paragraph should yield, and those that it may."""
    wanted: set[Key] = set()
    maybe: set[Key] = set()
    for optional, parts in paragraph.claims:
        if parts[1] in SCORED:
            (maybe if optional else wanted).add(_key(parts[1], parts[0], parts[2]))
    return wanted, maybe


def candidates(paragraph: Paragraph, sk: Skeleton) -> Iterator[tuple[int, int, list[Key]]]:
    """Yield the pairs of mentions in reach, with the claims that they may be."""
    for i, j, fits in pairs(sk):
        head, tail = (paragraph.refs.get(sk.mentions[k], sk.mentions[k]) for k in (i, j))
        keys = []
        for relation in fits:
            row = relations()[relation]
            key = _key(relation, sk.names[i], sk.names[j])
            if key[1] != key[2] and head.type in row.heads and tail.type in row.tails and not (row.symmetric and i > j) and not _free(key):
                keys.append(key)
        if keys:
            yield i, j, keys


def page(paragraph: Paragraph, readers: Readers) -> Page:
    """Return the candidate pairs of a paragraph, the first look at them still to come, and the claims that it should yield."""
    wanted, maybe = wanted_of(paragraph)
    fired = rules_of(relate(paragraph.article, paragraph.mentions, scored=False))
    rows: list[Row] = []
    sk = whole(paragraph.article, paragraph.mentions, paragraph.names)
    near = list(candidates(paragraph, sk))
    heard = readers.read(paragraph, sk).pairs((i, j) for i, j, _ in near) if near else []
    for (i, j, keys), said in zip(near, heard, strict=True):
        names = features(sk, i, j)
        for key in keys:
            rules = fired.get((key[0], sk.mentions[i], sk.mentions[j]), [])
            pair = Candidate(key[0], i, j, 0.0, bool(rules))
            rows.append(Row(pair, [*names, *rule_features(rules)], float(said[SCORED.index(key[0])]), key, key in wanted, key in maybe))
    return Page(rows, {k for k in wanted if not _free(k)}, sk)


def seen(pages: Sequence[Page], sure: Sequence[Sequence[float]]) -> list[Page]:
    """Return the pages as the second look has them: how sure the first is of each pair, and the features that follow from it."""
    made = []
    for page, values in zip(pages, sure, strict=True):
        found = [replace(row.pair, sure=p) for row, p in zip(page.rows, values, strict=True)]
        again = rival_features(page.skeleton, found)
        made.append(replace(page, rows=[replace(row, pair=c, features=f) for row, c, f in zip(page.rows, found, again, strict=True)]))
    return made


class Model:
    """A logistic regression for each of some relations; it also weighs the logit of the network or, with ``again``, of the first look."""

    def __init__(self, pages: Sequence[Page], relations: Sequence[str], *, again: bool = False) -> None:
        """Fit on the pages."""
        self.again = again
        counts = Counter((row.pair.relation, f) for page in pages for row in page.rows for f in row.features)
        self.index: dict[str, dict[str, int]] = {r: {} for r in relations}
        for relation, feature in sorted(k for k, count in counts.items() if count >= RARE and k[0] in self.index):
            self.index[relation][feature] = len(self.index[relation])
        self.weights = {}
        for relation in relations:
            rows = [row for page in pages for row in page.rows if row.pair.relation == relation and (row.right or not row.optional)]
            size = len(self.index[relation])
            data, column = [(self.code(row), row.right) for row in rows], [self.before(row) for row in rows]
            self.weights[relation] = linear.fit(data, size, shrink=SHRINK_AGAIN if again else SHRINK, column=column)
            self.index[relation][FIRST if again else NET] = size

    def before(self, row: Row) -> float:
        """Return the logit of what is known before."""
        return first_look(row.pair.sure) if self.again else row.heard

    def code(self, row: Row) -> np.ndarray:
        """Return the indices of a row's features."""
        known = self.index[row.pair.relation]
        return np.array([known[f] for f in row.features if f in known], dtype=int)

    def sure(self, page: Page) -> list[float]:
        """Return the probability of each row, of those of other relations the one that it has."""
        made = []
        for row in page.rows:
            weights = self.weights.get(row.pair.relation)
            if weights is None:
                made.append(row.pair.sure)
                continue
            made.append(probability(float(weights[self.code(row)].sum() + weights[-1] * self.before(row))))
        return made

    def lines(self) -> list[str]:
        """Return the rows of the table of weights."""
        rows = [(r, f, self.weights[r][n]) for r in sorted(self.index) for f, n in sorted(self.index[r].items())]
        return [f"{r}\t{f}\t{weight:.2f}" for r, f, weight in rows if abs(weight) >= (SMALL_AGAIN if self.again else SMALL)]


Scored = list[tuple[dict[Key, float], set[Key], set[Key]]]


def best(pages: Sequence[Page], sure: Sequence[Sequence[float]]) -> Scored:
    """Return for each page the probability of each claim, the optional ones, the wanted ones."""
    made = []
    for page, values in zip(pages, sure, strict=True):
        found: dict[Key, float] = {}
        for row, p in zip(page.rows, values, strict=True):
            found[row.key] = max(found.get(row.key, 0.0), p)
        made.append((found, {row.key for row in page.rows if row.optional}, page.wanted))
    return made


def counted(scored: Scored, relation: str, threshold: float) -> Tally:
    """Return the hits and errors of a relation at a threshold."""
    made = Tally()
    for found, maybe, wanted in scored:
        got = {k for k, p in found.items() if k[0] == relation and p >= threshold}
        want = {k for k in wanted if k[0] == relation}
        made += Tally(len(got & want), len(got - want - maybe), len(want - got))
    return made


def main() -> None:
    """Fit, choose thresholds, report, write the tables."""
    said = argparse.ArgumentParser(description="Learn which pairs of mentions stand in a relation.")
    said.add_argument("out", type=Path)
    said.add_argument("rivals", type=Path)
    said.add_argument("--nets", type=Path, nargs=4, required=True, help="see claims.Readers")
    said.add_argument("--files", type=Path, nargs="+", required=True)
    args = said.parse_args()
    readers = Readers(args.nets)
    parts: dict[bool, list[Page]] = {True: [], False: []}
    for path in args.files:
        for held, paragraph in paragraphs(path):
            parts[held].append(page(paragraph, readers))
    train, held_out = parts[False], parts[True]
    random.Random(4).shuffle(train)
    half = len(train) // 2
    halves = (train[:half], train[half:])
    models = [Model(part, SCORED) for part in halves]
    first = [models[1 - n].sure(page) for n in (0, 1) for page in halves[n]]
    looked = seen(train, first)
    halves = (looked[:half], looked[half:])
    models = [Model(part, AGAIN, again=True) for part in halves]
    second = [models[1 - n].sure(page) for n in (0, 1) for page in halves[n]]
    crossed = best(looked, second)
    thresholds = {}
    for relation in SCORED:
        tried = [(t, counted(crossed, relation, t)) for t in (n / 20 for n in range(5, 20))]
        good = [x for x in tried if x[1].precision >= FLOOR] or tried[-1:]
        thresholds[relation] = max(good, key=lambda x: (x[1].f1, x[0]))[0]
    model, again = Model(train, SCORED), Model(looked, AGAIN, again=True)
    unseen = seen(held_out, [model.sure(page) for page in held_out])
    reports = (
        ("one look, cross-validated", best(train, first)),
        ("cross-validated", crossed),
        ("one look, held out", best(unseen, [[row.pair.sure for row in page.rows] for page in unseen])),
        ("held out", best(unseen, [again.sure(page) for page in unseen])),
    )
    for name, scored in reports:
        total = [counted(scored, r, thresholds[r]) for r in SCORED]
        sys.stdout.write(f"{name}: {sum(total, Tally())}\n")
        for relation, row in zip(SCORED, total, strict=True):
            sys.stdout.write(f"  {relation:16} {row} at {thresholds[relation]}\n")
    lines = ["# Relation, feature, weight; and the threshold of each relation. Learnt by training/pairs.py."]
    lines += [f"{r}\tthreshold\t{min(thresholds[r] + MARGIN, 0.97):.2f}" for r in SCORED]
    args.out.write_text("\n".join([*lines, *model.lines()]) + "\n", encoding="utf-8")
    lines = ["# Relation, feature, weight. Learnt by training/pairs.py."]
    args.rivals.write_text("\n".join([*lines, *again.lines()]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
