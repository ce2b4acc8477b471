"""Read annotated paragraphs with their claims, as articles with the references that a build would find."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from prepare import HELD_OUT, as_article, fold, held_out, unmark

from kg.annotate.references import find_references
from kg.coref import stands_for
from kg.model import Article, Mention
from kg.relate.network import Reading, tokens
from kg.relate.skeleton import Skeleton


@dataclass(frozen=True)
class Paragraph:
    """An annotated paragraph.

    ``part`` is that of the corpus, see ``prepare.fold``; ``claims`` are (optional?, the parts of the line); ``names`` tells what each mention and reference stands for, in the words of the claims; ``refs`` to which mention a
    reference goes back.
    """

    article: Article
    mentions: list[Mention]
    claims: list[tuple[bool, list[str]]]
    names: dict[Mention, str]
    refs: dict[Mention, Mention]
    part: int


class Readers:
    """Networks for relations, of which each reads the paragraphs that it has not seen."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Load them: in order those that leave out part 0, 1 and 2, and the one that leaves out none, for the paragraphs held out."""
        self.nets = [{name: np.asarray(x, np.float32) for name, x in np.load(path).items()} for path in paths]

    def read(self, paragraph: Paragraph, sk: Skeleton) -> Reading:
        """Read the skeleton of a paragraph."""
        return Reading(self.nets[paragraph.part], tokens(sk))


def _made(line: str, claims: list[tuple[bool, list[str]]], said: dict[str, str]) -> tuple[bool, Paragraph]:
    text, spans = unmark(line)
    names = [Mention(start, end, kind, text[start:end]) for start, end, kind in spans]
    article = as_article(text)
    mentions = sorted([*names, *find_references(article, names)])
    called, refs = stands_for(mentions, text, said)
    full = {m.text: called[m] for m in names}

    def one(name: str) -> str:
        return full.get(name, said.get(name, name))

    stated = [(optional, [one(p[0]), p[1], p[2] if p[1] in ("observes", "says") else one(p[2]), *p[3:]]) for optional, p in claims]
    held = held_out(text)
    return held, Paragraph(article, mentions, stated, called, refs, HELD_OUT if held else fold(text))


def paragraphs(path: Path) -> Iterator[tuple[bool, Paragraph]]:
    """Yield each paragraph, and whether it is held out."""
    line: str | None = None
    claims: list[tuple[bool, list[str]]] = []
    same: dict[str, str] = {}
    for row in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if row.startswith("# same:"):
            first, *others = (x.strip() for x in row[7:].split("="))
            same |= dict.fromkeys(others, first)
        if row.startswith("#"):
            continue
        if row[:2] in ("= ", "~ "):
            claims.append((row[0] == "~", [p.strip() for p in row[2:].split("|")]))
            continue
        if line:
            yield _made(line, claims, same)
        line, claims, same = row.strip() or None, [], {}
