"""Read annotated paragraphs with their claims, as articles with the references that a build would find."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from prepare import as_article, held_out, unmark

from kg.annotate.references import find_references
from kg.coref import stands_for
from kg.model import Article, Mention


@dataclass(frozen=True)
class Paragraph:
    """An annotated paragraph.

    ``claims`` are (optional?, the parts of the line); ``names`` tells what each mention and reference stands for, in the words of the claims; ``refs`` to which mention a
    reference goes back.
    """

    article: Article
    mentions: list[Mention]
    claims: list[tuple[bool, list[str]]]
    names: dict[Mention, str]
    refs: dict[Mention, Mention]


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
    return held_out(text), Paragraph(article, mentions, stated, called, refs)


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
