"""Make silver training data: python training/silver.py OUT.npz SEED CHARACTERS UNER NEWS KEPT...

Paragraphs of raw news (NEWS, a folder) are annotated by the pipeline as it stands. What its finders agree on is a name, what none of them sees is none, and what they
dispute is unknown: nothing is learnt from it. UNER's persons, bodies and places are taken as they are; where the pipeline sees another type that UNER does not
label, nothing is learnt either. A paragraph that shares fifteen characters with one of the files KEPT is left out.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from prepare import SILVER, Sample, paragraphs, sample, shingles, write

from kg.annotate import annotate, load
from kg.annotate.recogniser import Recogniser
from kg.annotate.tagger import TYPES
from kg.model import Article, Block, Mention
from kg.read import find_files, read_file, split_articles

SURE = 0.8
DOUBT = 0.1  # a span that the recogniser believes in no more than this is no name
LABELS = {"PER": "PERSON", "ORG": "ORG", "LOC": "PLACE"}


def plain(text: str) -> Article:
    """Make an article of one paragraph."""
    return Article("", 0, text, tuple(range(len(text))), (Block("body", 0, len(text)),), text)


def uner(path: Path) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    """Yield the sentences of an IOB2 file with their names."""
    text, spans = "", []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if not line:
            if text:
                yield text, [(s, e, LABELS[k]) for s, e, k in spans if k in LABELS]
            text, spans = "", []
        elif not line.startswith("#"):
            _, word, mark, *_ = line.split("\t")
            if mark.startswith("B-"):
                spans.append((len(text), len(text) + len(word), mark[2:]))
            elif mark.startswith("I-"):
                spans[-1] = (spans[-1][0], len(text) + len(word), spans[-1][2])
            text += word


def disputed(found: list[Mention], seen: list[Mention], sure: list[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    """Yield the stretches between sure names that somebody takes for a name."""
    taken = set().union(*(range(s, e) for s, e, _ in sure))
    doubt = sorted(set().union(*(range(m.start, m.end) for m in [*found, *seen])) - taken)
    start = last = None
    for i in doubt:
        if last is None or i != last + 1:
            if start is not None:
                yield start, last + 1
            start = i
        last = i
    if start is not None:
        yield start, last + 1


def silver(finder: Recogniser, text: str, gold: list[tuple[int, int, str]] | None) -> Sample:
    """Annotate one paragraph with what is sure, and leave open what is not."""
    seen = [m for m in finder([text])[0] if m.score >= DOUBT]
    if gold is None:
        found = [m for m in annotate(plain(text), finder) if m.type in TYPES]
        sure = [(m.start, m.end, m.type) for m in found if m.score >= SURE]
    else:
        found, sure = [], gold
        seen = [m for m in seen if m.type not in LABELS.values()]
    return sample(text, sure, SILVER, disputed(found, seen, sure))


def main() -> None:
    """Write the samples."""
    out, seed, size = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    known = {s for path in sys.argv[6:] for text, _ in paragraphs(Path(path)) for s in shingles(text)}
    pick = random.Random(seed)
    files = sorted(find_files([Path(sys.argv[5])]))
    pick.shuffle(files)
    finder, made, done = load(), [], 0
    for doc, path in files:
        if done >= size:
            break
        blocks = [a.text[b.start : b.end] for s in read_file(path, doc) for a in split_articles(s) for b in a.blocks if b.role == "body"]
        good = [t for t in blocks if 60 <= len(t) <= 500 and "{" not in t and known.isdisjoint(shingles(t))]
        for text in pick.sample(good, min(8, len(good))):
            made.append(silver(finder, text, None))
            done += len(text)
    for text, spans in uner(Path(sys.argv[4])):
        made.append(silver(finder, text, spans))
        done += len(text)
    write(out, made)
    sys.stdout.write(f"{len(made)} paragraphs, {done} characters\n")


if __name__ == "__main__":
    main()
