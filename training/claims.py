"""Read annotated paragraphs with their claims, as articles of one block with the references that a build would find."""

from collections.abc import Iterator
from pathlib import Path

from prepare import held_out, unmark

from kg.annotate.references import find_references
from kg.model import Article, Block, Mention

Paragraph = tuple[Article, list[Mention], list[tuple[bool, list[str]]]]


def _made(line: str, claims: list[tuple[bool, list[str]]]) -> tuple[bool, Paragraph]:
    text, spans = unmark(line)
    names = [Mention(start, end, kind, text[start:end]) for start, end, kind in spans]
    article = Article("paragraph", 0, text, tuple(range(len(text))), (Block("body", 0, len(text)),), text)
    return held_out(text), (article, sorted([*names, *find_references(article, names)]), claims)


def paragraphs(path: Path) -> Iterator[tuple[bool, Paragraph]]:
    """Yield each paragraph, and whether it is held out: its article, mentions and claims (optional?, the parts of the line)."""
    line: str | None = None
    claims: list[tuple[bool, list[str]]] = []
    for row in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if row.startswith("#"):
            continue
        if row[:2] in ("= ", "~ "):
            claims.append((row[0] == "~", [p.strip() for p in row[2:].split("|")]))
            continue
        if line:
            yield _made(line, claims)
        line, claims = row.strip() or None, []
