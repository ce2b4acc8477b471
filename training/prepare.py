"""Turn annotated paragraphs into features and tags to train on: python training/prepare.py OUT.npz COPIES FILES [--seed N].

COPIES is the number of variants with other names that go beside each paragraph (see ``augment.py``).

A paragraph is held out when the first 32 bits of its text's SHA-1 are 0 modulo 10, so that the split never moves.
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from augment import Substitution

from kg.annotate.features import COLUMNS
from kg.annotate.network import hashed
from kg.annotate.tagger import TAGS
from kg.model import Article, Block
from kg.text import full_width

BREAK = "\u3000\u3000"  # between the paragraphs of an article that stands on one line; once read, a line break
SHINGLE = 15
FOLDS = 3
HELD_OUT, SILVER = -1, -2  # parts of a corpus beside the folds 0, 1, 2
UNKNOWN = -1  # the tag of a character of which nothing is known
MARK = re.compile(r"\{([^{}|]+)\|([A-Z]+)\}")


def _digest(text: str) -> str:
    return hashlib.sha1(text.replace("\n", BREAK).encode()).hexdigest()


def held_out(text: str) -> bool:
    """Tell whether a paragraph belongs to the tenth that no one trains on."""
    return int(_digest(text)[:8], 16) % 10 == 0


def fold(text: str) -> int:
    """Return the part of the training paragraphs to which one belongs: the network that leaves this part out tells ``mentions.py`` how far a network is to be believed."""
    return int(_digest(text)[8:16], 16) % FOLDS


def shingles(text: str) -> set[str]:
    """Return the runs of ``SHINGLE`` characters of a text; one that shares any with a paragraph held out is not unseen."""
    return {text[i : i + SHINGLE] for i in range(len(text) - SHINGLE + 1)}


def unmark(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return the plain text of a marked line, a line break between its paragraphs, and its mentions (start, end, type)."""
    line = line.replace(BREAK, "\n")
    plain, spans, at = "", [], 0
    for m in MARK.finditer(line):
        plain += line[at : m.start()]
        spans.append((len(plain), len(plain) + len(m[1]), m[2]))
        plain += m[1]
        at = m.end()
    return plain + line[at:], spans


def paragraphs(path: Path) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    """Yield the plain text of each paragraph, or of each article on one line, and its mentions (start, end, type)."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith(("#", "= ", "~ ")):
            continue
        yield unmark(line)


def blocks(text: str) -> list[tuple[int, int]]:
    r"""Return the half-open spans of the paragraphs of an article.

    >>> blocks("标题\n正文")
    [(0, 2), (3, 5)]
    """
    return [m.span() for m in re.finditer(r"[^\n]+", text)]


def as_article(text: str) -> Article:
    """Return a text as the article of a page that holds nothing else."""
    return Article("paragraph", 0, text, tuple(range(len(text))), tuple(Block("body", a, b) for a, b in blocks(text)), text)


@dataclass(frozen=True)
class Sample:
    """A text to learn from: the features' hashes and the tag of each character, and the part of the corpus to which the text belongs."""

    rows: Any
    tags: Any
    part: int


def sample(text: str, spans: Iterable[tuple[int, int, str]], part: int, unknown: Iterable[tuple[int, int]] = ()) -> Sample:
    """Make a sample of a text, its mentions and the stretches of which nothing is known."""
    tags = np.zeros(len(text), dtype=np.int8)
    for start, end in unknown:
        tags[start:end] = UNKNOWN
    for start, end, kind in spans:
        tags[start:end] = TAGS.index(f"I-{kind}")
        tags[start], tags[end - 1] = TAGS.index(f"B-{kind}"), TAGS.index(f"E-{kind}")
        if end == start + 1:
            tags[start] = TAGS.index(f"S-{kind}")
    return Sample(hashed(text), tags, part)


def cut(text: str, spans: Iterable[tuple[int, int, str]], part: int) -> Iterator[Sample]:
    """Yield a sample of each paragraph, written as the pipeline reads it."""
    wide, known = full_width(text), list(spans)
    for a, b in blocks(text):
        yield sample(wide[a:b], [(start - a, end - a, kind) for start, end, kind in known if a <= start and end <= b], part)


def write(path: Path, samples: Iterable[Sample]) -> None:
    """Write samples as arrays, one after the other."""
    made = list(samples)
    np.savez_compressed(
        path,
        rows=np.concatenate([np.empty((0, len(COLUMNS)), dtype=np.uint64), *(s.rows for s in made)]),
        tags=np.concatenate([np.empty(0, dtype=np.int8), *(s.tags for s in made)]),
        sizes=np.array([len(s.tags) for s in made], dtype=np.int64),
        parts=np.array([s.part for s in made], dtype=np.int8),
    )


def read(path: Path) -> list[Sample]:
    """Read them back."""
    data = np.load(path)
    ends = np.cumsum(data["sizes"])[:-1]
    return [Sample(*x) for x in zip(np.split(data["rows"], ends), np.split(data["tags"], ends), data["parts"].tolist(), strict=True)]


def main() -> None:
    """Write the samples."""
    said = argparse.ArgumentParser(description="Turn annotated paragraphs into features and tags to train on.")
    said.add_argument("out", type=Path)
    said.add_argument("copies", type=int, help="variants with other names beside each paragraph")
    said.add_argument("files", type=Path, nargs="+")
    said.add_argument("--seed", type=int, default=7)
    args = said.parse_args()
    known = [p for path in args.files for p in paragraphs(path)]
    parts = [HELD_OUT if held_out(text) else fold(text) for text, _ in known]
    # the names of a part stay in it, so that a network that leaves it out has not seen them
    vary = {n: Substitution([p for p, part in zip(known, parts, strict=True) if part == n], seed=args.seed + n) for n in range(FOLDS)}
    made: list[Sample] = []
    for paragraph, part in zip(known, parts, strict=True):
        variants = [vary[part](paragraph) for _ in range(args.copies)] if part in vary else []
        made += [s for variant in (paragraph, *variants) for s in cut(*variant, part)]
    write(args.out, made)
    sys.stdout.write(f"{len(known) - parts.count(HELD_OUT)} paragraphs and articles to train on, {parts.count(HELD_OUT)} held out\n")


if __name__ == "__main__":
    main()
