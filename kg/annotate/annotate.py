"""The stage itself, and the one place that decides between model, gazetteer and rule."""

import re
from collections.abc import Iterable
from dataclasses import replace

from kg.annotate import rules
from kg.annotate.bodies import bodies, communities, events
from kg.annotate.recogniser import ONE_MODEL, Recogniser, load
from kg.annotate.references import find_references
from kg.annotate.shape import PLACE_END, shape
from kg.lexicon import divisions, is_name_shaped, org_suffixes
from kg.model import Article, Mention

SURE_ENOUGH = 0.39  # what maximises expected F1: half of the F1 reached (Lipton et al. 2014, Thresholding classifiers to maximize F1 score)


def _weigh(article: Article, m: Mention) -> Mention:
    """Give a mention that only one of the two models found the precision of its form, as counted on the paragraphs held out of training."""
    if m.by != ONE_MODEL:
        return m
    text = article.text
    formed = {
        "ORG": (0.62, org_suffixes().suffix(m.text) is not None),
        "PROGRAMME": (0.46, text[m.start - 1 : m.start] == "“" and text[m.end : m.end + 1] == "”"),
        "PERSON": (0.35, is_name_shaped(m.text) or "·" in m.text),
        "EVENT": (0.45, re.match(r"第[一二三四五六七八九十百\d]+[届次]|首届", m.text) is not None),
        "PLACE": (0.45, PLACE_END.search(m.text) is not None),
    }
    score, fits = formed.get(m.type, (0.0, False))
    return replace(m, score=score) if fits else m


def _strength(m: Mention) -> float:
    """Rank a candidate: its score, a little for its length; a body that begins with its place is one name (outermost names win over the places in them)."""
    bonus = 0.0
    if m.type == "ORG" and m.score >= 0.5:
        hit = divisions().full.at(m.text, 0)
        ends = org_suffixes().suffix(m.text)
        official = m.score >= 0.6 and ends is not None and org_suffixes().entries[ends] in ("party", "government", "health")
        bonus = 0.4 if official or (hit is not None and hit.end < len(m.text)) else 0.0
    if m.type == "EVENT" and m.by.startswith("rule") and divisions().full.at(m.text, 0):
        bonus = 0.4
    return m.score + 0.01 * (m.end - m.start) + bonus


def _join_places(article: Article, chosen: list[Mention]) -> list[Mention]:
    """Join a division and the body right after it, unless that names its own county: 费县|同仁康复医院 is one name, 萍乡市|湘东区民政局 is not."""
    made: list[Mention] = []
    for m in chosen:
        last = made[-1] if made else None
        if last and m.type == "ORG" and last.type == "PLACE" and last.end == m.start and last.text in divisions().full.entries:
            own = divisions().full.at(m.text, 0)
            if not own or len(own.value[0].code) == 9:
                made[-1] = replace(m, start=last.start, text=article.text[last.start : m.end], by=f"{last.by}+{m.by}", score=min(last.score, m.score))
                continue
        made.append(m)
    return made


def _of_one_type(chosen: list[Mention], known: dict[str, str]) -> list[Mention]:
    """Give a name that is a person here and a programme there the type that more speaks for; a short form that the text defines, the type of its full form."""
    votes: dict[str, dict[str, float]] = {}
    for m in chosen:
        if len(m.text) > 2 and m.type in ("PERSON", "PROGRAMME"):
            votes.setdefault(m.text, {}).setdefault(m.type, 0.0)
            votes[m.text][m.type] += m.score
    types = {text: max(sorted(found), key=lambda t, found=found: found[t]) for text, found in votes.items() if len(found) > 1} | known  # type: ignore[misc]
    return [replace(m, type=types[m.text]) if types.get(m.text, m.type) != m.type else m for m in chosen]


def unite(candidates: Iterable[Mention]) -> list[Mention]:
    """Choose among overlapping candidates: the surest first, of equals the longer; what two finders agree on gains.

    >>> unite([Mention(0, 4, "ORG", "永川区委", "model", 0.8), Mention(0, 3, "PLACE", "永川区", "gazetteer", 0.5)])[0].text
    '永川区委'
    """
    merged: dict[tuple[int, int, str], Mention] = {}
    for m in sorted(candidates, key=lambda m: (m.start, m.end, m.type, -m.score, m.by)):
        key = (m.start, m.end, m.type)
        if key in merged:
            old = merged[key]
            by = old.by if m.by in old.by.split("+") else f"{old.by}+{m.by}"
            merged[key] = replace(old, by=by, score=round(1 - (1 - old.score) * (1 - m.score), 3), kind=old.kind or m.kind)
        else:
            merged[key] = m
    chosen: list[Mention] = []
    for m in sorted(merged.values(), key=lambda m: (-_strength(m), m.start, m.type)):
        if all(m.end <= c.start or c.end <= m.start for c in chosen):
            chosen.append(m)
    return sorted(chosen)


def annotate(article: Article, recogniser: Recogniser | None = None) -> list[Mention]:
    """Return the mentions and references of an article, sorted, none overlapping; each says who found it and with what score."""
    finder = recogniser or load()
    texts = [article.text[b.start : b.end] for b in article.blocks]
    candidates: list[Mention] = []
    for block, found in zip(article.blocks, finder(texts), strict=True):
        candidates += [_weigh(article, replace(m, start=m.start + block.start, end=m.end + block.start)) for m in found]
    for rule in (rules.documents, rules.quoted, rules.bylines, rules.listed, rules.titled, rules.places, rules.honours, bodies, communities, events):
        candidates += rule(article)
    shaped = [s for m in candidates if (s := shape(article, m))]
    chosen = _join_places(article, [m for m in unite(shaped) if m.score >= SURE_ENOUGH])
    short = list(rules.defined(article, chosen))
    chosen = unite([*short, *_of_one_type(chosen, {m.text: m.type for m in short})])
    names = unite([*chosen, *(s for m in rules.repeated(article, chosen) if (s := shape(article, m)))])
    return sorted([*names, *find_references(article, names)])
