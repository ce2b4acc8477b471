"""Turn annotated paragraphs into spaCy's training files: python training/prepare.py OUT COPIES FILES [--half] [--seed N].

COPIES is the number of variants with other names that go beside each paragraph (see ``augment.py``).

A paragraph is held out when the first 32 bits of its text's SHA-1 are 0 modulo 10, so that the split never moves.
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import spacy
from augment import Substitution
from spacy.tokens import Doc, DocBin

from kg.annotate.network import CharacterTokenizer

SHINGLE = 15
MARK = re.compile(r"\{([^{}|]+)\|([A-Z]+)\}")


def held_out(text: str) -> bool:
    """Tell whether a paragraph belongs to the tenth that no one trains on."""
    return int(hashlib.sha1(text.encode()).hexdigest()[:8], 16) % 10 == 0


def first_half(text: str) -> bool:
    """Tell whether a paragraph belongs to the half on which the models train whose votes on the other half teach ``mentions.py``."""
    return int(hashlib.sha1(text.encode()).hexdigest()[8:16], 16) % 2 == 0


def shingles(text: str) -> set[str]:
    """Return the runs of ``SHINGLE`` characters of a text; one that shares any with a paragraph held out is not unseen."""
    return {text[i : i + SHINGLE] for i in range(len(text) - SHINGLE + 1)}


def unmark(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return the plain text of a marked line and its mentions (start, end, type)."""
    plain, spans, at = "", [], 0
    for m in MARK.finditer(line):
        plain += line[at : m.start()]
        spans.append((len(plain), len(plain) + len(m[1]), m[2]))
        plain += m[1]
        at = m.end()
    return plain + line[at:], spans


def paragraphs(path: Path) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    """Yield the plain text of each paragraph and its mentions (start, end, type)."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith(("#", "= ", "~ ")):
            continue
        yield unmark(line)


def document(tokenizer: CharacterTokenizer, text: str, spans: list[tuple[int, int, str]]) -> Doc:
    """Make the annotated document."""
    doc = tokenizer(text)
    doc.set_ents([doc.char_span(s, e, label=label) for s, e, label in spans])
    return doc


def main() -> None:
    """Write train.spacy and dev.spacy."""
    said = argparse.ArgumentParser(description="Turn annotated paragraphs into train.spacy and dev.spacy.")
    said.add_argument("out", type=Path)
    said.add_argument("copies", type=int, help="variants with other names beside each paragraph")
    said.add_argument("files", type=Path, nargs="+")
    said.add_argument("--half", action="store_true", help="train on the first half only, see mentions.py")
    said.add_argument("--seed", type=int, default=7)
    args = said.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = CharacterTokenizer(spacy.blank("zh").vocab)
    kept: dict[bool, list[tuple[str, list[tuple[int, int, str]]]]] = {True: [], False: []}
    for path in args.files:
        for text, spans in paragraphs(path):
            if held_out(text) or first_half(text) or not args.half:
                kept[held_out(text)].append((text, spans))
    bins = {True: DocBin(), False: DocBin()}
    vary = Substitution(kept[False], seed=args.seed)
    for paragraph in kept[True]:
        bins[True].add(document(tokenizer, *paragraph))
    for paragraph in kept[False]:
        for variant in (paragraph, *(vary(paragraph) for _ in range(args.copies))):
            bins[False].add(document(tokenizer, *variant))
    counts = {held: len(found) for held, found in kept.items()}
    bins[False].to_disk(args.out / "train.spacy")
    bins[True].to_disk(args.out / "dev.spacy")
    sys.stdout.write(f"{counts[False]} paragraphs to train on, {counts[True]} held out\n")


if __name__ == "__main__":
    main()
