"""Make silver training data: python training/silver.py OUT.npz SEED CHARACTERS UNER NEWS KEPT...

Articles of raw news (NEWS, a folder) are annotated by the pipeline as it stands. What its finders agree on is a name, what none of them sees is none, and what they
dispute is unknown: nothing is learnt from it. UNER's persons, bodies and places are taken where the pipeline sees them so or sees nothing; where it sees another type,
which UNER does not label, or other edges, nothing is learnt. An article that shares fifteen characters with one of the files KEPT is left out.
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from prepare import SILVER, Sample, paragraphs, sample, shingles, write

from kg.annotate import annotate, load
from kg.annotate.recogniser import Recogniser
from kg.annotate.tagger import TYPES
from kg.model import Article, Mention
from kg.read import find_files, read_file, split_articles
from kg.text import full_width

LONG = 1500  # characters of an article
SURE = 0.8
DOUBT = 0.1  # a span that the recogniser believes in no more than this is no name
LABELS = {"PER": "PERSON", "ORG": "ORG", "LOC": "PLACE"}


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


def raw(finder: Recogniser, article: Article) -> Iterator[Sample]:
    """Annotate the paragraphs of an article with what is sure, and leave open what is not."""
    text = full_width(article.text)
    bodies = [b for b in article.blocks if b.role == "body"]
    found = [m for m in annotate(article, finder) if m.type in TYPES]
    for b, read in zip(bodies, finder([text[b.start : b.end] for b in bodies]), strict=True):
        here = [replace(m, start=m.start - b.start, end=m.end - b.start) for m in found if b.start <= m.start and m.end <= b.end]
        sure = [(m.start, m.end, m.type) for m in here if m.score >= SURE]
        yield sample(text[b.start : b.end], sure, SILVER, disputed(here, [m for m in read if m.score >= DOUBT], sure))


def _overlap(m: Mention, name: tuple[int, int, str]) -> bool:
    return m.start < name[1] and name[0] < m.end


def labelled(finder: Recogniser, text: str, gold: list[tuple[int, int, str]]) -> Sample:
    """Take the names of a sentence of UNER, but for those in which the pipeline sees others, and leave open what else it sees."""
    text = full_width(text)
    read = [m for m in finder([text])[0] if m.score >= DOUBT]
    names = set(gold)
    others = [m for m in read if (m.start, m.end, m.type) not in names]
    sure = [g for g in gold if not any(_overlap(m, g) for m in others)]
    unsure = [Mention(a, b, kind, text[a:b]) for a, b, kind in gold if (a, b, kind) not in sure]
    return sample(text, sure, SILVER, disputed(unsure, [m for m in others if m.type not in LABELS.values() or any(_overlap(m, g) for g in gold)], sure))


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
        articles = [a for s in read_file(path, doc) for a in split_articles(s)]
        good = [a for a in articles if 100 <= len(a.text) <= LONG and known.isdisjoint(shingles(a.text))]
        for article in pick.sample(good, min(4, len(good))):
            made += raw(finder, article)
            done += len(article.text)
    for text, spans in uner(Path(sys.argv[4])):
        made.append(labelled(finder, text, spans))
        done += len(text)
    write(out, made)
    sys.stdout.write(f"{len(made)} paragraphs, {done} characters\n")


if __name__ == "__main__":
    main()
