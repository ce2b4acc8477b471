"""Learn of whom a figure is stated: python training/subjects.py OUT --nets NET NET NET NET --files FILES.

A linear scorer over the mentions around a figure and over there being none (features in ``kg/relate/subjects.py``), fitted on the annotated paragraphs that
``prepare.py`` does not hold out (``choice.py``), with what the networks of ``network.py`` say that have not seen
them. What is printed is of cross-validation, and of the held-out ones: precision, recall and F1 of the figures with their subjects.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from choice import Row, Weights, fit, write
from claims import Paragraph, Readers, paragraphs

from kg.relate.numbers import numbers, value_of
from kg.relate.observations import SURE
from kg.relate.skeleton import whole
from kg.relate.subjects import Figure, Subjects
from kg.score import Tally, amount

FOLDS = 3
Key = tuple[float, str]


class Figures:
    """The annotated figures of a paragraph."""

    def __init__(self, paragraph: Paragraph, readers: Readers | None = None) -> None:
        """Find them, whom they are stated of, and what a network says of that."""
        self.wanted: dict[Key, set[str]] = {}
        self.maybe: dict[Key, set[str]] = {}
        for optional, parts in paragraph.claims:
            if parts[1] == "observes":
                (self.maybe if optional else self.wanted).setdefault(amount(float(parts[3]), parts[4]), set()).add(parts[0])
        self.sk = whole(paragraph.article, paragraph.mentions, paragraph.names)
        subjects = Subjects(self.sk)
        self.found = [(self.key(f.found), f) for f in (Figure(subjects, m) for m in numbers(self.sk) if m["unit"] != "岁")]
        reading = readers.read(paragraph, self.sk) if readers and self.found else None
        self.heard = [reading.figure(f) for _, f in self.found] if reading else []

    def options(self, key: Key, figure: Figure) -> tuple[list[bool], list[bool]]:
        """Return which mentions of a figure are right and which may be counted (optional ones may not), and the same of there being none."""
        names = [self.sk.names[i] for i in figure.among]
        right = [n in self.wanted.get(key, ()) for n in names]
        none = not any(right)
        counted = [*(r or n not in self.maybe.get(key, ()) for r, n in zip(right, names, strict=True)), not none or key not in self.maybe]
        return [*right, none], counted

    @staticmethod
    def key(m: re.Match[str]) -> Key:
        """Return value and unit of a figure as gold and build are compared by."""
        return amount(value_of(m), (m["scale"] or "") + m["unit"])

    def rows(self, weights: Weights | None) -> tuple[list[Row], list[tuple[Key, str, float]]]:
        """Return the options of each figure, and what ``weights`` choose: value and unit, subject, probability.

        The subject of the figure before is the one that they choose, as it will be on a page; without weights none is known.
        """
        rows, chosen = [], []
        last: tuple[int, str] | None = None
        been: Counter[str] = Counter()
        for (key, figure), heard in zip(self.found, self.heard, strict=True):
            options = figure.with_last(last, been, heard)
            right, counted = self.options(key, figure)
            if any(r and c for r, c in zip(right, counted, strict=True)):
                rows.append((options, right, counted))
            best = figure.choose(weights, options) if weights is not None else None
            if best:
                last = (figure.at, self.sk.names[best[0]])
                been[last[1]] += 1
                chosen.append((key, last[1], best[1]))
        return rows, chosen


def score(parts: Sequence[tuple[Figures, list[tuple[Key, str, float]]]]) -> Tally:
    """Return the hits and errors of what was chosen for the figures of each paragraph."""
    found = Tally()
    for figures, chosen in parts:
        got = {(key, name) for key, name, sure in chosen if sure >= SURE}
        want = {(key, name) for key, names in figures.wanted.items() for name in names}
        maybe = {(key, name) for key, names in figures.maybe.items() for name in names}
        found += Tally(len(got & want), len(got - want - maybe), len(want - got))
    return found


def main() -> None:
    """Fit on the training part, print the figures, write the table."""
    said = argparse.ArgumentParser(description="Learn of whom a figure is stated.")
    said.add_argument("out", type=Path)
    said.add_argument("--nets", type=Path, nargs=4, required=True, help="see claims.Readers")
    said.add_argument("--files", type=Path, nargs="+", required=True)
    args = said.parse_args()
    readers = Readers(args.nets)
    parts: dict[bool, list[Figures]] = {True: [], False: []}
    for path in args.files:
        for held, paragraph in paragraphs(path):
            parts[held].append(Figures(paragraph, readers))
    train = parts[False]
    unaided = [fit([r for n, p in enumerate(train) if n % FOLDS != k for r in p.rows(None)[0]]) for k in range(FOLDS)]
    rows = [p.rows(unaided[n % FOLDS])[0] for n, p in enumerate(train)]  # chosen by weights that have not seen the paragraph
    crossed = [fit([r for n, made in enumerate(rows) if n % FOLDS != k for r in made]) for k in range(FOLDS)]
    weights = fit([r for made in rows for r in made])
    tried = {"cross-validated": [(p, p.rows(crossed[n % FOLDS])[1]) for n, p in enumerate(train)], "held out": [(p, p.rows(weights)[1]) for p in parts[True]]}
    for name, chosen in tried.items():
        sys.stdout.write(f"figures with their subjects, {name}: {score(chosen)}\n")
    write(args.out, "# Weights of the features of a figure's subject; learnt by training/subjects.py.", weights)


if __name__ == "__main__":
    main()
