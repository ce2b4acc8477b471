"""Learn which pairs of mentions stand in a relation: python training/pairs.py OUT FILES.

One logistic regression a relation over the features of ``kg/relate/pairs.py``, fitted on the paragraphs that ``prepare.py`` does not hold out. The
thresholds come from two-fold cross-validation on that part: the best F1 with a precision of at least ``FLOOR``. The held-out part is only reported.
"""

import random
import sys
from collections import Counter
from pathlib import Path

import linear
import numpy as np
from claims import Paragraph, paragraphs

from kg.relate import relate
from kg.relate.pairs import SCORED, features, pairs, rule_features, rules_of
from kg.relate.skeleton import whole
from kg.schema import relations

RARE, SHRINK, SMALL, FLOOR = 6, 5.0, 0.1, 0.75
MARGIN = 0.2  # pages are harder than paragraphs whose names are marked: what is added there must be surer
Key = tuple[str, str, str]
Row = tuple[str, list[str], Key, bool, bool]  # relation, features, names, right, optional
Page = tuple[list[Row], set[Key]]


def _key(relation: str, head: str, tail: str) -> Key:
    return (relation, *sorted((head, tail))) if relations()[relation].symmetric else (relation, head, tail)  # type: ignore[return-value]


def _free(key: Key) -> bool:
    """Tell whether a place is simply the first part of a name, which no score counts."""
    return key[0] == "located_in" and key[1].startswith(key[2])


def page(paragraph: Paragraph) -> Page:
    """Return the candidate pairs of a paragraph and the claims that it should yield."""
    article, mentions, called = paragraph.article, paragraph.mentions, paragraph.names
    wanted, maybe = set(), set()
    for optional, parts in paragraph.claims:
        if parts[1] in SCORED:
            (maybe if optional else wanted).add(_key(parts[1], parts[0], parts[2]))
    fired = rules_of(relate(article, mentions, scored=False))
    rows: list[Row] = []
    sk = whole(article, mentions)
    for i, j, fits in pairs(sk):
        head, tail = (paragraph.refs.get(sk.mentions[k], sk.mentions[k]) for k in (i, j))
        names = features(sk, i, j)
        for relation in fits:
            row = relations()[relation]
            key = _key(relation, called[sk.mentions[i]], called[sk.mentions[j]])
            if key[1] == key[2] or head.type not in row.heads or tail.type not in row.tails or (row.symmetric and i > j) or _free(key):
                continue
            extra = rule_features(fired.get((relation, sk.mentions[i], sk.mentions[j]), []))
            rows.append((relation, [*names, *extra], key, key in wanted, key in maybe))
    return rows, {k for k in wanted if not _free(k)}


class Model:
    """A logistic regression for every relation."""

    def __init__(self, pages: list[Page]) -> None:
        """Fit on the pages."""
        counts = Counter((row[0], f) for rows, _ in pages for row in rows for f in row[1])
        self.index: dict[str, dict[str, int]] = {r: {} for r in SCORED}
        for relation, feature in sorted(k for k, count in counts.items() if count >= RARE):
            self.index[relation][feature] = len(self.index[relation])
        self.weights = {}
        for relation in SCORED:
            data = [(self.code(row), row[3]) for rows, _ in pages for row in rows if row[0] == relation and (row[3] or not row[4])]
            self.weights[relation] = linear.fit(data, len(self.index[relation]), shrink=SHRINK)

    def code(self, row: Row) -> np.ndarray:
        """Return the indices of a row's features."""
        known = self.index[row[0]]
        return np.array([known[f] for f in row[1] if f in known], dtype=int)

    def best(self, pages: list[Page]) -> list[tuple[dict[Key, float], set[Key], set[Key]]]:
        """Return for each page the probability of each statement, the optional ones, the wanted ones."""
        made = []
        for rows, wanted in pages:
            found: dict[Key, float] = {}
            for row in rows:
                found[row[2]] = max(found.get(row[2], 0.0), float(1 / (1 + np.exp(-self.weights[row[0]][self.code(row)].sum()))))
            made.append((found, {row[2] for row in rows if row[4]}, wanted))
        return made


def counted(scored: list[tuple[dict[Key, float], set[Key], set[Key]]], relation: str, threshold: float) -> tuple[int, int, int]:
    """Return hits, false alarms and misses of a relation at a threshold."""
    tp = fp = fn = 0
    for found, maybe, wanted in scored:
        got = {k for k, p in found.items() if k[0] == relation and p >= threshold}
        want = {k for k in wanted if k[0] == relation}
        tp, fp, fn = tp + len(got & want), fp + len(got - want - maybe), fn + len(want - got)
    return tp, fp, fn


def figures(tp: int, fp: int, fn: int) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    p, r = tp / max(1, tp + fp), tp / max(1, tp + fn)
    return p, r, 2 * p * r / max(1e-9, p + r)


def main() -> None:
    """Fit, choose thresholds, report, write the table."""
    parts: dict[bool, list[Page]] = {True: [], False: []}
    for path in sys.argv[2:]:
        for held, paragraph in paragraphs(Path(path)):
            parts[held].append(page(paragraph))
    train = parts[False][:]
    random.Random(4).shuffle(train)
    half = len(train) // 2
    crossed = Model(train[:half]).best(train[half:]) + Model(train[half:]).best(train[:half])
    thresholds = {}
    for relation in SCORED:
        tried = [(t, figures(*counted(crossed, relation, t))) for t in (n / 20 for n in range(5, 20))]
        good = [x for x in tried if x[1][0] >= FLOOR] or tried[-1:]
        thresholds[relation] = max(good, key=lambda x: (x[1][2], x[0]))[0]
    model = Model(train)
    for name, scored in (("cross-validated", crossed), ("held out", model.best(parts[True]))):
        total = [counted(scored, r, thresholds[r]) for r in SCORED]
        sys.stdout.write(f"{name}: P {{:.3f}} R {{:.3f}} F1 {{:.3f}}\n".format(*figures(*(sum(x) for x in zip(*total, strict=True)))))
        for relation, row in zip(SCORED, total, strict=True):
            sys.stdout.write(f"  {relation:16} P {{:.3f}} R {{:.3f}} F1 {{:.3f}} at {thresholds[relation]}\n".format(*figures(*row)))
    lines = ["# Relation, feature, weight; and the threshold of each relation. Learnt by training/pairs.py."]
    lines += [f"{r}\tthreshold\t{min(thresholds[r] + MARGIN, 0.97):.2f}" for r in SCORED]
    lines += [f"{r}\t{f}\t{model.weights[r][n]:.2f}" for r in sorted(SCORED) for f, n in sorted(model.index[r].items()) if abs(model.weights[r][n]) >= SMALL]
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
