"""Learn in which body a bare title is held: python training/offices.py OUT FILES.

A linear scorer over the bodies before a person whose title names none (features in ``kg/relate/offices.py``), fitted like that of a figure's subject on the annotated
paragraphs that ``prepare.py`` does not hold out; the accuracy on the held-out ones is printed.
"""

import sys
from pathlib import Path

from choice import Row, accuracy, fit, write
from claims import Paragraph, paragraphs

from kg.relate.offices import candidates, features
from kg.relate.posts import bare_titles
from kg.relate.skeleton import make_skeletons


def rows(paragraph: Paragraph) -> list[Row]:
    """Return for each bare title the features of its candidates, which are right, and which may be counted (optional ones may not)."""
    wanted = {(p[0], p[2]) for optional, p in paragraph.claims if p[1] == "holds_post" and not optional}
    maybe = {(p[0], p[2]) for optional, p in paragraph.claims if p[1] == "holds_post" and optional}
    made = []
    for sk in make_skeletons(paragraph.article, paragraph.mentions):
        for person, role in bare_titles(sk):
            among = candidates(sk, person)
            keys = [(paragraph.names[sk.mentions[person]], paragraph.names[sk.mentions[i]]) for i in among]
            right = [k in wanted for k in keys]
            right.append(not any(right))
            counted = [r or k not in maybe for r, k in zip(right, keys, strict=False)] + [True]
            made.append(([features(sk, i, person, role, among) for i in (*among, None)], right, counted))
    return made


def main() -> None:
    """Fit on the training part, print the accuracies, write the table."""
    parts: dict[bool, list[list[Row]]] = {True: [], False: []}
    for path in sys.argv[2:]:
        for held, paragraph in paragraphs(Path(path)):
            parts[held].append(rows(paragraph))
    train = parts[False]
    half = [[r for n, p in enumerate(train) if n % 2 == k for r in p] for k in (0, 1)]
    crossed = (accuracy(fit(half[0]), half[1]) + accuracy(fit(half[1]), half[0])) / 2
    weights = fit([r for p in train for r in p])
    held_out = [r for p in parts[True] for r in p]
    sys.stdout.write(f"{sum(map(len, train))} bare titles: {crossed:.3f} right, cross-validated; {len(held_out)} held out: {accuracy(weights, held_out):.3f} right\n")
    write(Path(sys.argv[1]), "# Weights of the features of a bare title's body; learnt by training/offices.py.", weights)


if __name__ == "__main__":
    main()
