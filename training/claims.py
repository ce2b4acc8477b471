"""Read annotated paragraphs with their claims, as articles with the references that a build would find."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from prepare import blocks, held_out, unmark

from kg.annotate.references import find_references
from kg.model import Article, Block, Mention
from kg.resolve.aliases import link
from kg.resolve.references import antecedents

_PLACED = ("省", "市", "区", "县", "镇", "乡", "街道", "村", "社区", "自治区", "自治县")


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


def _short_forms(mentions: list[Mention], said: dict[str, str]) -> dict[str, str]:
    """Map each short form to its full form: those that the file gives, and those that a build would join."""
    types = {m.text: m.type for m in mentions}
    places = {text for text, kind in types.items() if kind == "PLACE"}
    made = {short: full for short, (full, _) in link(types).items()}
    made |= {p: p + end for p in sorted(places) for end in _PLACED if p + end in places}
    return made | said


def _made(line: str, claims: list[tuple[bool, list[str]]], said: dict[str, str]) -> tuple[bool, Paragraph]:
    text, spans = unmark(line)
    names = [Mention(start, end, kind, text[start:end]) for start, end, kind in spans]
    article = Article("paragraph", 0, text, tuple(range(len(text))), tuple(Block("body", a, b) for a, b in blocks(text)), text)
    mentions = sorted([*names, *find_references(article, names)])
    short = _short_forms(names, said)

    def full(name: str) -> str:
        seen: set[str] = set()
        while name in short and name not in seen:
            seen.add(name)
            name = short[name]
        return name

    called = {m: full(m.text) for m in names}
    refs = antecedents(mentions, called, text)
    called |= {m: called[refs[m]] if m in refs else m.text for m in mentions if m not in called}
    stated = [(optional, [full(p[0]), p[1], p[2] if p[1] in ("observes", "says") else full(p[2]), *p[3:]]) for optional, p in claims]
    return held_out(text), Paragraph(article, mentions, stated, called, dict(refs))


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
