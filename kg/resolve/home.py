"""Where an article is at home: the division that its place-less names (区委, 市总工会) take their place from."""

from collections import Counter
from collections.abc import Iterable, Sequence

from kg.lexicon import Division, divisions
from kg.model import Article, Mention


def _hits(words: str) -> list[tuple[tuple[Division, ...], bool]]:
    """Return the candidate divisions that a name begins with or contains, and whether it names them by the short form of a county.

    Such a short form is more often a word: 和平, 合作, 公安, 友谊, 港口.
    """
    table = divisions()
    made = []
    i = 0
    while i < len(words):
        hit = table.full.at(words, i) or (table.short.at(words, i) if i == 0 else None)
        if hit:
            made.append((hit.value, words[i : hit.end] not in table.full.entries and all(len(d.code) == 6 for d in hit.value)))
            i = hit.end
        else:
            i += 1
            if i > 14:
                break
    return made


def find_home(article: Article, mentions: Iterable[Mention], page: Sequence[Division] = ()) -> Division | None:
    """Return the county-level division (else prefecture, else province) that an article is about, or None.

    Every name votes for the divisions it may mean and for those above them; a name that several divisions bear (朝阳区, a town), and the short form of a county,
    count where another name agrees.
    Votes in the title count twice. ``page`` holds the homes of the other articles of the page, for an article that names no place.
    """
    table = divisions()
    title_end = max((b.end for b in article.blocks if b.role == "title"), default=0)
    seen: list[tuple[float, tuple[Division, ...], bool]] = []
    for m in mentions:
        if m.type in ("ORG", "PLACE", "EVENT", "DOCUMENT"):
            for found, weak in _hits("".join(m.text.split())):
                seen.append((2.0 if m.start < title_end else 1.0, found, weak))
    if article.place:
        seen.append((4.0, table.named(article.place), False))
    sure: Counter[str] = Counter()
    for weight, found, weak in seen:
        if len(found) == 1 and not weak:
            for d in table.chain(found[0]):
                sure[d.code] += weight  # type: ignore[assignment]
    votes: Counter[str] = Counter()
    for weight, found, weak in seen:
        best = found
        if len(found) > 1 or weak:
            backed = [d for d in found if any(sure[a.code] for a in table.chain(d)[0 if weak else 1 :])]
            best = tuple(backed) if len(backed) == 1 else ()
        for d in best:
            for up in table.chain(d):
                if len(up.code) in (6, 4, 2):
                    votes[up.code] += weight * (1 if up is d or len(d.code) == 9 else 0.4)  # type: ignore[assignment]
    counties = {c: n for c, n in votes.items() if len(c) == 6}
    if counties:
        ranked = sorted(counties.items(), key=lambda item: (-item[1], item[0]))
        if len(ranked) == 1 or ranked[0][1] >= 1.5 * ranked[1][1] or ranked[0][0][:4] == ranked[1][0][:4]:
            return table.by_code[ranked[0][0]]
    for size in (4, 2):
        level = sorted(((n, c) for c, n in votes.items() if len(c) == size), key=lambda item: (-item[0], item[1]))
        if level and (len(level) == 1 or level[0][0] >= 1.5 * level[1][0]) and level[0][0] >= 1:
            return table.by_code[level[0][1]]
    return page[0] if page and not votes else None
