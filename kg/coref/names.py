"""What each mention of an article stands for, by the words of that article alone: before claims are read, and long before pages are joined."""

from collections.abc import Iterator, Mapping, Sequence

from kg.coref.aliases import link
from kg.coref.references import REFERENCES, antecedents
from kg.model import Mention
from kg.text import definitions, name_key

_PLACED = ("省", "市", "区", "县", "镇", "乡", "街道", "村", "社区", "自治区", "自治县")


def defined(mentions: Sequence[Mention], text: str) -> Iterator[tuple[Mention, int, str]]:
    """Yield each mention, of sorted ones, for which the text right after it defines a short form (以下简称“X”), with where that begins and itself."""
    for at, start, short in definitions(text):
        before = [m for m in mentions if m.end <= at and at - m.end <= 2]
        if before:
            yield before[-1], start, short


def _full_forms(mentions: Sequence[Mention], text: str) -> dict[str, str]:
    """Map each short name of an article to its full one: by form, and as the text defines it."""
    types = {m.text: m.type for m in mentions}
    places = {name for name, kind in types.items() if kind == "PLACE"}
    made = {short: full for short, (full, _) in link(types).items()}
    made |= {p: p + end for p in sorted(places) for end in _PLACED if p + end in places}
    keys = {name_key(name): name for name in sorted(types)}
    return made | {keys[name_key(short)]: m.text for m, _, short in defined(mentions, text) if name_key(short) in keys}


def stands_for(mentions: Sequence[Mention], text: str, said: Mapping[str, str] | None = None) -> tuple[dict[Mention, str], dict[Mention, Mention]]:
    """Return the name that each mention of an article stands for, and the antecedents of its references.

    Args:
        mentions: the mentions of the article, references among them, sorted.
        text: the article's text.
        said: further short names with their full ones.

    >>> a, b = Mention(0, 4, "ORG", "甲乙公司"), Mention(6, 9, "REF", "该公司", kind="公司")
    >>> stands_for([a, b], "甲乙公司。该公司去年")[0][b]
    '甲乙公司'
    """
    plain = [m for m in mentions if m.type not in REFERENCES]
    short = _full_forms(plain, text) | dict(said or {})

    def full(name: str) -> str:
        seen: set[str] = set()
        while name in short and name not in seen:
            seen.add(name)
            name = short[name]
        return name

    names = {m: full(m.text) for m in plain}
    refs = antecedents(mentions, names, text)
    return names | {m: names[refs[m]] if m in refs else m.text for m in mentions if m not in names}, refs
