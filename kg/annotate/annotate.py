"""The stage itself, and the one place that decides between model, gazetteer and rule."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile

from kg.annotate import rules
from kg.annotate.bodies import bodies, communities, division_before, events
from kg.annotate.guesses import guesses, variants
from kg.annotate.recogniser import MODEL, PIPELINE, Recogniser, load
from kg.annotate.references import find_references, heads
from kg.annotate.shape import shape
from kg.annotate.weigh import weigh
from kg.lexicon import divisions, org_suffixes, titles
from kg.model import Article, Mention
from kg.text import definitions, full_width

SURE_ENOUGH = 0.3  # the networks together read better than those from which the weights were learnt: at half of the F1 reached they would be believed too little
ALONE = 0.5  # and a person in whom the recogniser does not believe: running text is fuller of what looks like a name than the paragraphs of the training are
TOGETHER = 0.5  # of candidates for a body that end alike: that one of them is right
QUOTED = 0.2  # a quoted programme: in articles they are programmes more often than in the paragraphs of the training, which are full of traps
PLAIN = 0.5  # and one without marks: far more seldom
LISTED = 0.04  # a quoted name beside another in a list
DEFINED = 0.6
LEAD = 0.4  # what counts against a place with which the name of a body or an event begins: the outermost name is the name

_ORGAN = re.compile(r"[省市州盟县区旗镇乡](?:人民政府|政府|人大|政协|纪委)(?![办会常员督宣组统政网])")  # beside the party's own
_TWO_ORGANS = re.compile(rf"(.*?[省市州盟县区旗镇乡]委)((?:{_ORGAN.pattern})+)")
_OWN_ORGAN = re.compile(r"(?:机关)?(?:党委|党工委|党总支|党支部|办事处|纪委|团工委|团委)(?!书记|副书记|委员|成员|主任|副主任|班子|第一|常委|干部|宣传|组织)")
_ENDING_ORGAN = re.compile(r"(.{2,}?)(?:机关)?(?:党委|党工委|党总支|党支部|党组)$")
_TITLES = re.compile(r"(?:第一|常务)?副?(?:书记|委员)、")
_PAST = re.compile(r"(.{3,}?)(?<![草中平高太五三])原(?:党委|党工委|党总支|党支部|党组)$")  # 岳阳市妇联|原党组书记
_NO_PLACE = re.compile(r"[一二两三四五六七八九十多各]国|(?:主|中心|老|新)城区|[市山库牧]区|城郊|县城|(?:群岛|沿海|内陆)?地区|伊斯兰")  # what has no name of its own
_FOREIGN_END = re.compile(r"(.*·.*?)[和与及等时]$")
_MET = re.compile(r"会见|会晤|接见|拜会|会谈")
_LIST_BEFORE = re.compile(r"”[、和与及]?“$")
_LIST_AFTER = re.compile(r"”[、和与及]?“")


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


def _organs(article: Article, chosen: list[Mention]) -> list[Mention]:
    """Let the name of a town, a community or a body go on over its own organ: 潼川镇|党委 acts as one; before a title the organ is part of the role.

    Where another title follows, which is not held in the organ, the name ends before it: 司法局|党组书记、局长.
    """
    made = []
    for m in chosen:
        whole = _PAST.match(m.text) if m.type == "ORG" and titles().at(article.text, m.end) else None
        ending = _ENDING_ORGAN.match(m.text) if m.type == "ORG" and _TITLES.match(article.text, m.end) else None
        if ending and org_suffixes().suffix(ending[1]) not in (None, ending[1]):
            whole = whole or ending
        if whole:
            m = replace(m, end=m.start + whole.end(1), text=whole[1])
        organ = _OWN_ORGAN.match(article.text, m.end) if m.type == "ORG" or (m.type == "PLACE" and m.text.endswith(("镇", "乡", "街道", "社区", "村"))) else None
        made.append(replace(m, end=organ.end(), text=article.text[m.start : organ.end()], type="ORG") if organ else m)
    return made


def _people(article: Article, chosen: list[Mention]) -> list[Mention]:
    """Let a person's name end before a word that has run into it: 会见莫塔|时，同莫迪|互致贺电, 本·格维尔|和财政部长."""
    made = []
    for m in chosen:
        if m.type == "PERSON" and len(m.text) > 2:
            text, after = article.text, article.text[m.end : m.end + 1] or "。"
            verb = m.text[-1] == "互" and after in "致赠换访通祝道"
            met = m.text[-1] == "时" and after in ("，", "表", "说", "强", "指") and _MET.search(text, max(0, m.start - 24), m.start)
            said = (m.text[-1] == "此" and after in "前次外间后") or (m.text[-1] == "作" and after == "的")  # 吕特|此前称, 何平|作的报告
            if verb or met or said or _FOREIGN_END.match(m.text):
                m = replace(m, end=m.end - 1, text=m.text[:-1])
        made.append(m)
    return made


def _is_quoted(text: str, m: Mention) -> bool:
    """Tell whether quotation marks stand right around a mention."""
    return text[m.start - 1 : m.start] == "“" and text[m.end : m.end + 1] == "”"


def _in_quoted_lists(article: Article, weighed: list[Mention], chosen: list[Mention]) -> list[Mention]:
    """Add the quoted names that stand beside a chosen one in a list: “同心桥”“连心桥”、“省心桥”."""
    text = article.text
    quoted = [m for m in weighed if m.type == "PROGRAMME" and m.score >= LISTED and _is_quoted(text, m)]
    starts, ends = {m.start for m in chosen if m.type == "PROGRAMME"}, {m.end for m in chosen if m.type == "PROGRAMME"}
    for row in (quoted, quoted[::-1]):  # from left to right and back
        for m in row:
            before, after = _LIST_BEFORE.search(text, max(0, m.start - 4), m.start), _LIST_AFTER.match(text, m.end)
            if (before and before.start() in ends) or (after and after.end() in starts):
                starts.add(m.start)
                ends.add(m.end)
                chosen = [*chosen, m] if all(m.end <= c.start or c.end <= m.start for c in chosen) else chosen
    return sorted(chosen)


def _after_place(name: str) -> str:
    lead = divisions().full.at(name, 0)
    return name[lead.end :] if lead else name


def _choose(text: str, weighed: list[Mention]) -> list[Mention]:
    """Choose among the candidates those that are sure enough; where only the left edge of a body is in doubt, that there is one may still be sure."""
    ends: dict[tuple[str, int], float] = {}
    for m in weighed:
        ends[m.type, m.end] = ends.get((m.type, m.end), 0.0) + m.score

    def sure(m: Mention) -> bool:
        if m.type == "PERSON" and not {MODEL, PIPELINE} & set(m.by.split("+")):
            return m.score >= ALONE
        if m.type == "PROGRAMME" and _is_quoted(text, m):
            return m.score >= QUOTED
        if m.type == "PROGRAMME" and text[m.start - 1 : m.start] != "“":
            return m.score >= PLAIN
        return m.score >= SURE_ENOUGH or (m.type == "ORG" and m.score >= SURE_ENOUGH / 2 and ends[m.type, m.end] >= TOGETHER)

    return unite(m for m in weighed if sure(m))


def _defined(article: Article, weighed: list[Mention]) -> list[Mention]:
    """Raise the likeliest name before each definition of a short form (某某基地（简称某基地）): a name stands there."""
    ends: dict[int, list[Mention]] = {}
    for m in weighed:
        ends.setdefault(m.end, []).append(m)
    best: dict[int, Mention] = {}
    for at, _, short in definitions(article.text):
        if at in ends:  # a short form mostly begins as the full one does
            best[at] = max(ends[at], key=lambda m: (m.score >= SURE_ENOUGH, _after_place(m.text)[:1] == short[:1] or m.text[0] == short[0], m.score, m.end - m.start))
    return [replace(m, score=max(m.score, DEFINED)) if best.get(m.end) is m else m for m in weighed]


def _of_one_type(text: str, chosen: list[Mention], known: dict[str, str]) -> list[Mention]:
    """Give a name that is a person or place here and a programme there the type that more speaks for, and a body where it is also a brand (“永心桥”品牌).

    A short form that the text defines has the type of its full form.
    """
    votes: dict[str, dict[str, float]] = {}
    brands = {m.text for m in chosen if m.type == "PROGRAMME" and m.kind and _is_quoted(text, m)}
    for m in chosen:
        if len(m.text) > 2 and (m.type in ("PERSON", "PROGRAMME", "PLACE") or (m.type == "ORG" and m.text in brands)):
            votes.setdefault(m.text, {}).setdefault(m.type, 0.0)
            votes[m.text][m.type] += m.score
    types = {name: max(sorted(found), key=lambda t, found=found: found[t]) for name, found in votes.items() if len(found) > 1 and "PROGRAMME" in found}  # type: ignore[misc]

    def fits(m: Mention) -> str:
        return known.get(m.text) or (types.get(m.text, m.type) if m.type in votes.get(m.text, ()) else m.type)

    return [replace(m, type=fits(m)) if fits(m) != m.type else m for m in chosen]


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


def _apart(chosen: list[Mention]) -> list[Mention]:
    """Take apart what is written without a mark between: 永川区委|区政府, 县委|县人大|县政府, whatever common words were taken along."""
    made = []
    for m in chosen:
        pair = _TWO_ORGANS.match(m.text) if m.type == "ORG" else None
        spans = [pair.span(1), *(x.span() for x in _ORGAN.finditer(m.text, *pair.span(2)))] if pair else [(0, len(m.text))]
        made += [replace(m, start=m.start + a, end=m.start + b, text=m.text[a:b]) for a, b in spans]
    return made


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
    written, article = article, replace(article, text=full_width(article.text))
    weighed = _defined(article, weigh(article, candidates(article, recogniser or load())))
    chosen = _in_quoted_lists(article, weighed, _choose(article.text, weighed))
    chosen = _join_places(article, _people(article, _organs(article, chosen)))
    short = list(rules.defined(article, chosen))
    chosen = unite([*short, *_of_one_type(article.text, chosen, {m.text: m.type for m in short})])
    chosen = _apart(_whole(article, chosen))
    chosen = unite([*chosen, *rules.stems(article, chosen)])
    names = _join_places(article, unite([*chosen, *(s for m in rules.repeated(article, chosen) if (s := shape(article, m)))]))
    names = [m for m in names if m.text not in heads() and not (m.type == "PLACE" and _NO_PLACE.fullmatch(m.text))]  # 机关党委, 公司, 主城区 are no names
    found = sorted([*names, *find_references(article, names)])
    return [m if m.text == written.text[m.start : m.end] else replace(m, text=written.text[m.start : m.end]) for m in found]
