"""Learn how probable a candidate for a name is: python training/mentions.py OUT --nets NET NET --files FILES.

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
from prepare import blocks, fold, held_out, paragraphs

from kg.annotate.annotate import SURE_ENOUGH, candidates, unite
from kg.annotate.network import pipeline
from kg.annotate.recogniser import Recogniser
from kg.annotate.tagger import TYPES
from kg.annotate.weigh import Surroundings, features
from kg.model import Article, Block, Mention
from kg.text import full_width

RARE, SHRINK = 3, 8.0
Page = tuple[list[tuple[Mention, list[str], bool]], set[tuple[int, int, str]]]


def page(finder: Recogniser, text: str, spans: list[tuple[int, int, str]]) -> Page:
    """Return the candidates of a paragraph or article with their features and whether they are right, and the names that it has."""
    text = full_width(text)
    article = Article("paragraph", 0, text, tuple(range(len(text))), tuple(Block("body", a, b) for a, b in blocks(text)), text)
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


def counted(pages: list[Page], weights: dict[str, float], threshold: float) -> Counter[str]:
    """Return hits, false alarms and misses by type at a threshold."""
    made: Counter[str] = Counter()
    for rows, wanted in pages:
        scored = [Mention(m.start, m.end, m.type, m.text, m.by, float(1 / (1 + np.exp(-sum(weights.get(f, 0.0) for f in names))))) for m, names, _ in rows]
        got = {(m.start, m.end, m.type) for m in unite(scored) if m.score >= threshold}
        for name, keys in (("tp", got & wanted), ("fp", got - wanted), ("fn", wanted - got)):
            made.update(f"{kind} {name}" for _, _, kind in keys)
    return made


def report(name: str, pages: list[Page], weights: dict[str, float], threshold: float) -> None:
    """Print precision, recall and F1 at a threshold, of all types and of each."""
    found = counted(pages, weights, threshold)
    for kind in ("all", *TYPES):
        tp, fp, fn = (sum(found[f"{t} {x}"] for t in (TYPES if kind == "all" else (kind,))) for x in ("tp", "fp", "fn"))
        p, r = tp / max(1, tp + fp), tp / max(1, tp + fn)
        sys.stdout.write(f"{name} at {threshold}: {kind:9} P {p:.3f} R {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f}\n")


def main() -> None:
    """Fit, report by two-fold cross-validation, write the table."""
    said = argparse.ArgumentParser(description="Learn how probable a candidate for a name is.")
    said.add_argument("out", type=Path)
    said.add_argument(
        "--nets", type=Path, nargs="+", required=True, help="the first was trained without part 0, the second without part 1 …; paragraphs of further parts are left out"
    )
    said.add_argument("--files", type=Path, nargs="+", required=True)
    args = said.parse_args()
    finders = dict(enumerate(Recogniser(pipeline([dict(np.load(net))]), {t: t for t in TYPES}) for net in args.nets))
    known = [p for path in args.files for p in paragraphs(path) if not held_out(p[0]) and fold(p[0]) in finders]
    train = [page(finders[fold(text)], text, spans) for text, spans in known]
    random.Random(4).shuffle(train)
    half = len(train) // 2
    for weights, unseen in ((fit(train[:half]), train[half:]), (fit(train[half:]), train[:half])):
        report("cross-validated", unseen, weights, SURE_ENOUGH)
    lines = ["# Weights of the features of a candidate for a name; learnt by training/mentions.py."]
    lines += [f"{f}\t{w:.2f}" for f, w in sorted(fit(train).items()) if abs(w) > 0.05]
    args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
