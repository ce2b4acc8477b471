"""Learn of whom a figure is stated: python training/subjects.py OUT FILES.

A linear scorer over the mentions before a figure (features in ``kg/relate/subjects.py``), fitted by AdaGrad on the annotated paragraphs that ``prepare.py`` does not
hold out; its accuracy on the held-out ones is printed. Fixed seed, plain numpy.
"""

import random
import re
import sys
from pathlib import Path

import numpy as np
from claims import Paragraph, paragraphs

from kg.linear import likeliest
from kg.relate.observations import numbers
from kg.relate.skeleton import Skeleton, make_skeletons
from kg.relate.subjects import candidates, features
from kg.score import amount

FOLDS = 4
Row = tuple[list[list[str]], list[bool], list[bool]]
EPOCHS, RATE, DECAY, RARE = 8, 0.1, 2e-5, 8


class Figures:
    """The annotated figures of a paragraph."""

    def __init__(self, paragraph: Paragraph) -> None:
        """Find them, and whom they are stated of."""
        wanted: dict[tuple[float, str], set[str]] = {}
        maybe: dict[tuple[float, str], set[str]] = {}
        for optional, parts in paragraph.claims:
            if parts[1] == "observes":
                (maybe if optional else wanted).setdefault(amount(float(parts[3]), parts[4]), set()).add(parts[0])
        self.parts: list[tuple[Skeleton, list[tuple[re.Match[str], list[int], list[bool], list[bool]]]]] = []
        for sk in make_skeletons(paragraph.article, paragraph.mentions):
            found = []
            for m in numbers(sk):
                key = amount(float(m["value"].replace(",", "")), (m["scale"] or "") + m["unit"])
                among = candidates(sk, m.start()) if m["unit"] != "岁" else []
                names = [paragraph.names[sk.mentions[i]] for i in among]
                right = [n in wanted.get(key, ()) for n in names]
                found.append((m, among, right, [r or n not in maybe.get(key, ()) for r, n in zip(right, names, strict=True)]))
            self.parts.append((sk, found))

    def rows(self, weights: dict[str, float] | None) -> list[Row]:
        """Return for each figure the features of its candidates, which are right, and which may be counted (optional ones may not).

        The subject of the figure before is the one that ``weights`` choose, as it will be on a page; without weights none is known.
        """
        made = []
        for sk, found in self.parts:
            last: tuple[int, int] | None = None
            for m, among, right, counted in found:
                if not among:
                    continue
                options = [features(sk, i, m, among, last) for i in among]
                if any(right):
                    made.append((options, right, counted))
                if weights is not None:
                    last = (m.start(), among[likeliest(weights, options)[0]])
        return made


def fit(data: list[Row], seed: int = 1) -> dict[str, float]:
    """Return the averaged weights of the features that are seen often enough."""
    counts: dict[str, int] = {}
    for options, _, _ in data:
        for option in options:
            for name in option:
                counts[name] = counts.get(name, 0) + 1
    index = {name: n for n, name in enumerate(sorted(name for name, count in counts.items() if count >= RARE))}
    coded = [([np.array([index[x] for x in o if x in index], dtype=int) for o in options], np.array(right), np.array(counted)) for options, right, counted in data]
    weights, total = np.zeros(len(index)), np.zeros(len(index))
    squares = np.full(len(index), 1e-2)
    order = random.Random(seed)
    for _ in range(EPOCHS):
        order.shuffle(coded)
        for options, right, counted in coded:
            scores = np.array([weights[o].sum() for o in options])
            scores[~counted] = -1e9
            odds = np.exp(scores - scores.max())
            odds /= odds.sum()
            goal = odds * right
            goal /= max(goal.sum(), 1e-12)
            for option, slope in zip(options, odds - goal, strict=True):
                if abs(slope) > 1e-4:
                    squares[option] += slope * slope
                    weights[option] -= RATE * (slope / np.sqrt(squares[option]) + DECAY * weights[option])
        total += weights
    return {name: round(float(total[n] / EPOCHS), 3) for name, n in index.items() if abs(total[n] / EPOCHS) > 0.02}


def accuracy(weights: dict[str, float], data: list[Row]) -> float:
    """Return the share of figures whose best candidate is right."""
    hits = 0
    for options, right, counted in data:
        scores = [sum(weights.get(x, 0.0) for x in o) if c else -1e9 for o, c in zip(options, counted, strict=True)]
        hits += right[scores.index(max(scores))]
    return hits / len(data)


def write(path: Path, comment: str, weights: dict[str, float]) -> None:
    """Write a table of weights."""
    path.write_text("\n".join([comment, *(f"{name}\t{value}" for name, value in sorted(weights.items()))]) + "\n", encoding="utf-8")


def main() -> None:
    """Fit on the training part, print both accuracies, write the table."""
    parts: dict[bool, list[Figures]] = {True: [], False: []}
    for path in sys.argv[2:]:
        for held, paragraph in paragraphs(Path(path)):
            parts[held].append(Figures(paragraph))
    train = parts[False]
    unaided = [fit([r for n, p in enumerate(train) if n % FOLDS != k for r in p.rows(None)]) for k in range(FOLDS)]
    data = [r for n, p in enumerate(train) for r in p.rows(unaided[n % FOLDS])]  # chosen by weights that have not seen the paragraph
    weights = fit(data)
    held_out = [r for p in parts[True] for r in p.rows(weights)]
    sys.stdout.write(f"{len(data)} figures to learn from: {accuracy(weights, data):.3f} right; {len(held_out)} held out: {accuracy(weights, held_out):.3f} right\n")
    write(Path(sys.argv[1]), "# Weights of the features of a figure's subject; learnt by training/subjects.py.", weights)


if __name__ == "__main__":
    main()
