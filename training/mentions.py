"""Learn how probable a candidate for a name is: python training/mentions.py OUT --nets NET NET --files FILES [--beside TABLE].

A logistic regression over the features of ``kg/annotate/weigh.py``, fitted on paragraphs that ``prepare.py`` does not hold out. Each network has left out one
of their parts (``tagger.py --without``: the first part 0, the second part 1) and reads that part alone, as a page that it has never seen.
"""

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

import linear
import numpy as np
from prepare import as_article, fold, held_out, paragraphs

from kg.annotate.annotate import SURE_ENOUGH, candidates, unite
from kg.annotate.network import pipeline
from kg.annotate.recogniser import Recogniser
from kg.annotate.tagger import TYPES
from kg.annotate.weigh import Surroundings, features
from kg.linear import parse_rows, probability
from kg.model import Mention
from kg.score import Tally
from kg.text import full_width

RARE, SHRINK = 3, 8.0
Page = tuple[list[tuple[Mention, list[str], bool]], set[tuple[int, int, str]]]


def page(finder: Recogniser, text: str, spans: list[tuple[int, int, str]]) -> Page:
    """Return the candidates of a paragraph or article with their features and whether they are right, and the names that it has."""
    text = full_width(text)
    article = as_article(text)
    around = Surroundings(article, candidates(article, finder))
    quoted = [m for m in around.candidates if "rule:quoted-body" in m.by]
    whole = {(m.start + 1, m.end - len(m.text.partition("”")[2]) - 1): (m.start, m.end, "ORG") for m in quoted}
    wanted = {whole.get((a, b), (a, b, kind)) if kind == "ORG" else (a, b, kind) for a, b, kind in spans}  # “灯芯”志愿服务队, of which the quoted words alone are marked
    return [(m, features(around, m), (m.start, m.end, m.type) in wanted) for m in around.candidates], wanted


def fit(pages: list[Page]) -> dict[str, float]:
    """Return the weights of the features."""
    counts = Counter(f for rows, _ in pages for _, names, _ in rows for f in names)
    index = {f: n for n, f in enumerate(sorted(f for f, count in counts.items() if count >= RARE))}
    data = [(np.array([index[f] for f in names if f in index], dtype=int), right) for rows, _ in pages for _, names, right in rows]
    weights = linear.fit(data, len(index), shrink=SHRINK)
    return {f: float(weights[n]) for f, n in index.items()}


def counted(pages: list[Page], weights: dict[str, float], threshold: float) -> dict[str, Tally]:
    """Return the hits and errors of each type at a threshold."""
    made = {kind: Tally() for kind in TYPES}
    for rows, wanted in pages:
        scored = [Mention(m.start, m.end, m.type, m.text, m.by, probability(sum(weights.get(f, 0.0) for f in names))) for m, names, _ in rows]
        got = {(m.start, m.end, m.type) for m in unite(scored) if m.score >= threshold}
        for kind in TYPES:
            hits, wrong, missed = (sum(t == kind for _, _, t in keys) for keys in (got & wanted, got - wanted, wanted - got))
            made[kind] += Tally(hits, wrong, missed)
    return made


def report(name: str, pages: list[Page], weights: dict[str, float], threshold: float) -> None:
    """Print precision, recall and F1 at a threshold, of all types and of each."""
    found = counted(pages, weights, threshold)
    for kind, tally in {"all": sum(found.values(), Tally()), **found}.items():
        sys.stdout.write(f"{name} at {threshold}: {kind:9} {tally}\n")


def main() -> None:
    """Fit, report by two-fold cross-validation, write the table."""
    said = argparse.ArgumentParser(description="Learn how probable a candidate for a name is.")
    said.add_argument("out", type=Path)
    said.add_argument(
        "--nets", type=Path, nargs="+", required=True, help="the first was trained without part 0, the second without part 1 …; paragraphs of further parts are left out"
    )
    said.add_argument("--files", type=Path, nargs="+", required=True)
    said.add_argument("--beside", type=Path, help="a table learnt before, from the votes of other networks: what is written is the mean of both, which is steadier than either")
    args = said.parse_args()
    finders = dict(enumerate(Recogniser(pipeline([dict(np.load(net))]), {t: t for t in TYPES}) for net in args.nets))
    known = [p for path in args.files for p in paragraphs(path) if not held_out(p[0]) and fold(p[0]) in finders]
    train = [page(finders[fold(text)], text, spans) for text, spans in known]
    random.Random(4).shuffle(train)
    half = len(train) // 2
    for weights, unseen in ((fit(train[:half]), train[half:]), (fit(train[half:]), train[:half])):
        report("cross-validated", unseen, weights, SURE_ENOUGH)
    weights = fit(train)
    if args.beside:
        known = {f: float(w) for f, w in parse_rows(args.beside.read_text(encoding="utf-8"))}
        weights = {f: (weights.get(f, 0.0) + known.get(f, 0.0)) / 2 for f in {*weights, *known}}
    lines = ["# Weights of the features of a candidate for a name; learnt by training/mentions.py."]
    lines += [f"{f}\t{w:.2f}" for f, w in sorted(weights.items()) if abs(w) > 0.05]
    args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
