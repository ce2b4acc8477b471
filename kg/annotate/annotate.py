"""The stage itself, and the one place that decides between model, gazetteer and rule."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile

from kg.annotate import rules
from kg.annotate.bodies import bodies, communities, division_before, events
from kg.annotate.guesses import guesses, variants
from kg.annotate.recogniser import Recogniser, load
from kg.annotate.references import find_references
from kg.annotate.shape import shape
from kg.annotate.weigh import weigh
from kg.lexicon import divisions
from kg.model import Article, Mention
from kg.text import definitions

SURE_ENOUGH = 0.3  # the pair that votes is better than the one from whose votes the weights were learnt: at 0.39, half of the F1 reached, it would be believed too little
DEFINED = 0.6
LEAD = 0.4  # what counts against a place with which the name of a body or an event begins: the outermost name is the name


def _join_places(article: Article, chosen: list[Mention]) -> list[Mention]:
    """Join a division and the body right after it, unless that names its own county: 费县|同仁康复医院 is one name, 萍乡市|湘东区民政局 is not."""
    made: list[Mention] = []
    for m in chosen:
        start = division_before(article.text, m.start) if m.type == "ORG" else m.start
        own = divisions().full.at(m.text, 0)
        over = takewhile(lambda p, start=start: p.end > start, reversed(made))  # type: ignore[misc]
        if start < m.start and (not own or len(own.value[0].code) == 9) and all(p.type == "PLACE" for p in over):
            while made and made[-1].end > start:
                start = min(start, made.pop().start)
            m = replace(m, start=start, text=article.text[start : m.end], by=f"gazetteer+{m.by}")
        made.append(m)
    return made


def _after_place(name: str) -> str:
    lead = divisions().full.at(name, 0)
    return name[lead.end :] if lead else name


def _defined(article: Article, weighed: list[Mention]) -> list[Mention]:
    """Raise the likeliest name before each definition of a short form (某某基地（简称某基地）): a name stands there."""
    ends: dict[int, list[Mention]] = {}
    for m in weighed:
        ends.setdefault(m.end, []).append(m)
    best: dict[int, Mention] = {}
    for at, _, short in definitions(article.text):
        if at in ends:  # a short form mostly begins as the full one does
            best[at] = max(ends[at], key=lambda m: (_after_place(m.text)[:1] == short[:1] or m.text[0] == short[0], m.score, m.end - m.start))
    return [replace(m, score=max(m.score, DEFINED)) if best.get(m.end) is m else m for m in weighed]


def _of_one_type(chosen: list[Mention], known: dict[str, str]) -> list[Mention]:
    """Give a name that is a person here and a programme there the type that more speaks for; a short form that the text defines, the type of its full form."""
    votes: dict[str, dict[str, float]] = {}
    for m in chosen:
        if len(m.text) > 2 and m.type in ("PERSON", "PROGRAMME"):
            votes.setdefault(m.text, {}).setdefault(m.type, 0.0)
            votes[m.text][m.type] += m.score
    types = {text: max(sorted(found), key=lambda t, found=found: found[t]) for text, found in votes.items() if len(found) > 1} | known  # type: ignore[misc]
    return [replace(m, type=types[m.text]) if types.get(m.text, m.type) != m.type else m for m in chosen]


def _whole(article: Article, chosen: list[Mention]) -> list[Mention]:
    """Let a name be as long as the article has it elsewhere: 莫拉莱|斯 is 莫拉莱斯 where that is named too."""
    longer: dict[tuple[str, str], set[str]] = {}
    for m in chosen:
        for k in range(2, len(m.text)):
            longer.setdefault((m.type, m.text[:k]), set()).add(m.text)
    made = []
    for m in chosen:
        fits = [name for name in longer.get((m.type, m.text), ()) if article.text.startswith(name, m.start)]
        name = max(fits, key=len, default=m.text)
        made.append(replace(m, end=m.start + len(name), text=name))
    return unite(made)


def unite(found: Iterable[Mention]) -> list[Mention]:
    """Choose among overlapping candidates: the surest first, of equals the longer.

    >>> unite([Mention(0, 4, "ORG", "永川区委", "model", 0.8), Mention(0, 3, "PLACE", "永川区", "gazetteer", 0.5)])[0].text
    '永川区委'
    """
    known = list(found)
    chosen: list[Mention] = []
    longer = {m.start: m.end for m in sorted(known, key=lambda m: m.end) if m.type in ("ORG", "EVENT") and m.score >= SURE_ENOUGH}

    def rank(m: Mention) -> float:
        return m.score + 0.01 * (m.end - m.start) - (LEAD if m.type == "PLACE" and longer.get(m.start, 0) > m.end else 0.0)

    taken = bytearray(max((m.end for m in known), default=0))
    for m in sorted(known, key=lambda m: (-rank(m), m.start, m.type, m.by)):
        if not any(taken[m.start : m.end]):
            taken[m.start : m.end] = b"\1" * (m.end - m.start)
            chosen.append(m)
    return sorted(chosen)


def candidates(article: Article, finder: Recogniser) -> list[Mention]:
    """Return all that anyone takes for a name, its edges mended; candidates overlap and contradict each other."""
    texts = [article.text[b.start : b.end] for b in article.blocks]
    made = [replace(m, start=m.start + b.start, end=m.end + b.start) for b, found in zip(article.blocks, finder(texts), strict=True) for m in found]
    for rule in (rules.documents, rules.quoted, rules.bylines, rules.listed, rules.titled, rules.places, rules.honours, bodies, communities, events):
        made += rule(article)
    found = [s for m in made if (s := shape(article, m))]
    known = {(m.start, m.end, m.type) for m in found}
    possible = (s for m in (*guesses(article), *variants(article, found)) if (s := shape(article, m)))
    return [*found, *(m for m in possible if (m.start, m.end, m.type) not in known)]


def annotate(article: Article, recogniser: Recogniser | None = None) -> list[Mention]:
    """Return the mentions and references of an article, sorted, none overlapping; each says who found it and with what score."""
    weighed = _defined(article, weigh(article, candidates(article, recogniser or load())))
    chosen = _join_places(article, [m for m in unite(weighed) if m.score >= SURE_ENOUGH])
    short = list(rules.defined(article, chosen))
    chosen = unite([*short, *_of_one_type(chosen, {m.text: m.type for m in short})])
    chosen = _whole(article, chosen)
    chosen = unite([*chosen, *rules.stems(article, chosen)])
    names = _join_places(article, unite([*chosen, *(s for m in rules.repeated(article, chosen) if (s := shape(article, m)))]))
    return sorted([*names, *find_references(article, names)])
