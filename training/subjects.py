"""Learn of whom a figure is stated: python training/subjects.py OUT FILES.

A linear scorer over the mentions around a figure and over there being none (features in ``kg/relate/subjects.py``), fitted on the annotated paragraphs that
``prepare.py`` does not hold out (``choice.py``). What is printed is of cross-validation, and of the held-out ones: precision, recall and F1 of the figures with their subjects.
"""

import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from choice import Row, Weights, fit, write
from claims import Paragraph, paragraphs

from kg.relate.observations import SURE, numbers
from kg.relate.skeleton import whole
from kg.relate.subjects import Figure, Subjects, value_of
from kg.score import Tally, amount

FOLDS = 3
Key = tuple[float, str]


class Figures:
    """The annotated figures of a paragraph."""

    def __init__(self, paragraph: Paragraph) -> None:
        """Find them, and whom they are stated of."""
        self.wanted: dict[Key, set[str]] = {}
        self.maybe: dict[Key, set[str]] = {}
        for optional, parts in paragraph.claims:
            if parts[1] == "observes":
                (self.maybe if optional else self.wanted).setdefault(amount(float(parts[3]), parts[4]), set()).add(parts[0])
        self.sk = whole(paragraph.article, paragraph.mentions, paragraph.names)
        subjects = Subjects(self.sk)
        self.found = [(self.key(f.found), f) for f in (Figure(subjects, m) for m in numbers(self.sk) if m["unit"] != "岁")]

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
        for key, figure in self.found:
            options = figure.with_last(last, been)
            names = [self.sk.names[i] for i in figure.among]
            right = [n in self.wanted.get(key, ()) for n in names]
            none = not any(right)
            counted = [*(r or n not in self.maybe.get(key, ()) for r, n in zip(right, names, strict=True)), not none or key not in self.maybe]
            if any(r and c for r, c in zip([*right, none], counted, strict=True)):
                rows.append((options, [*right, none], counted))
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
    parts: dict[bool, list[Figures]] = {True: [], False: []}
    for path in sys.argv[2:]:
        for held, paragraph in paragraphs(Path(path)):
            parts[held].append(Figures(paragraph))
    train = parts[False]
    unaided = [fit([r for n, p in enumerate(train) if n % FOLDS != k for r in p.rows(None)[0]]) for k in range(FOLDS)]
    rows = [p.rows(unaided[n % FOLDS])[0] for n, p in enumerate(train)]  # chosen by weights that have not seen the paragraph
    crossed = [fit([r for n, made in enumerate(rows) if n % FOLDS != k for r in made]) for k in range(FOLDS)]
    weights = fit([r for made in rows for r in made])
    tried = {"cross-validated": [(p, p.rows(crossed[n % FOLDS])[1]) for n, p in enumerate(train)], "held out": [(p, p.rows(weights)[1]) for p in parts[True]]}
    for name, chosen in tried.items():
        sys.stdout.write(f"figures with their subjects, {name}: {score(chosen)}\n")
    write(Path(sys.argv[1]), "# Weights of the features of a figure's subject; learnt by training/subjects.py.", weights)


if __name__ == "__main__":
    main()
