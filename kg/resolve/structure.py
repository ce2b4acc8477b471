"""What names say by themselves: a body whose name begins with another's is a part of it, a town lies in its county."""

import re
from collections.abc import Iterator, Mapping, Sequence

from kg.lexicon import Division
from kg.model import Article, Claim, Mention
from kg.text import sentences

_NO_PART = re.compile(r"(?:集团|控股|股份|有限|责任|总?公司)+|[省市县区镇乡](?:政府|人大|政协|纪委|监委).*")  # 某集团|有限公司, 永川区委|区政府
Named = Mapping[tuple[str, str], tuple[str, Division | None]]


def _around(article: Article, m: Mention) -> tuple[int, int]:
    block = next(b for b in article.blocks if b.start <= m.start < b.end)
    return next((a, b) for a, b in sentences(article.text, block.start, block.end) if a <= m.start < b)


def structure(articles: Sequence[Article], mentions: Sequence[tuple[int, Mention, tuple[str, str]]], named: Named) -> Iterator[tuple[int, Claim]]:
    """Yield the claims that names state, each with the number of its article; the evidence is the sentence that first names the part.

    Args:
        articles: the articles of one file.
        mentions: number of the article, mention, key of the thing named; in the order of the page.
        named: name and division of every thing that is named there, by key.
    """
    first: dict[tuple[str, str], tuple[int, Mention]] = {}
    for n, m, key in mentions:
        first.setdefault(key, (n, m))
    bodies = {named[key][0]: key for key in first if key[0] == "ORG"}
    counties = {d.code: key for key in first if (d := named[key][1]) is not None and len(d.code) == 6}
    for key, (n, m) in first.items():
        name, division = named[key]
        whole, relation, rule = None, "part_of", "name.part"
        if key[0] == "ORG":
            front = next((name[:k] for k in range(len(name) - 2, 1, -1) if name[:k] in bodies), "")
            if front and not _NO_PART.fullmatch(name[len(front) :]):
                whole = bodies[front]
        elif division is not None and len(division.code) == 9:
            whole, relation, rule = counties.get(division.code[:6]), "located_in", "name.division"
        if whole is not None:
            yield n, Claim(relation, m, first[whole][1], *_around(articles[n], m), rule, 0.9)
