"""What names and titles say by themselves: a body whose name begins with another's is a part of it, a town lies in its county, 学院党委书记 is 书记 of 学院党委."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kg.coref import core, is_short_for, without_party_organ
from kg.lexicon import Division, divisions
from kg.model import Article, Claim, Mention
from kg.text import sentences

_NO_PART = re.compile(r"(?:集团|控股|股份|有限|责任|总?公司)+|[省市县区镇乡](?:政府|人大|政协|纪委|监委).*|国家监(?:委|察委员会)")  # 某集团|有限公司, 永川区委|区政府
_ACTS = re.compile(r".*(?:镇|乡|街道|社区|村|苏木|嘎查|园区?|新区|高新区|开发区|片区|小区)")  # places whose organs are parts of them; a county's are bodies of its own
_PARTY = r"(?:机关|联合|直属)?(?:党委|党工委|党组|党总支|党支部|纪委|纪工委|团委|团工委|团支部|工会|妇联)"
_COMMITTEE = "居委会|村委会|居民委员会|村民委员会|管委会|管理委员会"
_OWN = re.compile(rf"(?:{_PARTY}|{_COMMITTEE}|办事处|人大主席团)\Z")
_ACTING = re.compile(
    rf"(?:{_PARTY}|{_COMMITTEE})(?!第一|常务|专职|原|时任|现任|老|下属|副?书记|副?主[席任]|委员|执委|常委|成员|班子|干部|[宣组统]|办公室|[\u4e00-\u9fff]{{1,5}}[室部科])"
)
_PARTY_ROLE = re.compile(r"书记|委员|成员|党员|常委|支委|组长|干事|专员|组织|宣传|纪检|主席|负责人|代表|办公室")
_COUNTYS = re.compile(r".*[省市州盟县区旗]委")  # whose organs are the county's
_UNIT = r"[\u4e00-\u9fff]{0,8}?"
# Which organ a title is held in: what the organ's name ends with, and the titles that are held there.
_TITLES = (
    (rf"(?:{_UNIT}(?:科|处|室|队|部|中心))?{_PARTY}", "书记|主席|委员|常委"),
    (_COMMITTEE, "主任|委员"),
    (rf"{_UNIT}[^学本专理文工农医百全各一该本原]科", "科长"),
    (rf"{_UNIT}[^好到各此该本原]处", "处长"),
    (rf"{_UNIT}办公室", "主任"),
)
_TITLE = re.compile("|".join(rf"(?P<organ{n}>{organ})(?P<title{n}>(?:第一|常务|专职|兼职)?副?(?:{titles}))" for n, (organ, titles) in enumerate(_TITLES)))
Named = Mapping[tuple[str, str], tuple[str, Division | None]]


def organ_and_title(role: str) -> tuple[str, str] | None:
    """Split a role into the organ in which it is held and the title there.

    >>> organ_and_title("党委副书记"), organ_and_title("基础教育科科长"), organ_and_title("副校长")
    (('党委', '副书记'), ('基础教育科', '科长'), None)
    """
    m = _TITLE.fullmatch(role)
    return next(((m[f"organ{n}"], m[f"title{n}"]) for n in range(len(_TITLES)) if m[f"organ{n}"]), None) if m else None


def organ(article: Article, claim: Claim) -> tuple[Mention, str] | None:
    """Return the organ that a post's role names, where the text has it, and the title held there; None where the role names none."""
    past = "原" if claim.role.startswith("原") else ""
    found = organ_and_title(claim.role.removeprefix(past))
    if found is None:
        return None
    name, title = found
    places = [claim.start + m.start() for m in re.finditer(re.escape(name + title), article.text[claim.start : claim.end])]
    if not places or claim.tail is None or divisions().full.at(name, 0):
        return None
    after = [at for at in places if at >= claim.tail.end]
    at = after[0] if after else min(places, key=lambda at: abs(at - claim.head.start))
    if re.search("[。！？；]", article.text[claim.tail.end : at]):
        return None
    return Mention(at, at + len(name), "ORG", name, "title", claim.confidence), past + title


def beyond_party(claim: Claim) -> Mention | None:
    """Return the body itself where a post that is none of the party's follows the name of its party organ: 教育部党组书记、部长 is 部长 of 教育部."""
    rest = without_party_organ(claim.tail.text) if claim.relation == "holds_post" and claim.tail and claim.tail.type == "ORG" else ""
    if not rest or claim.tail is None or rest == claim.tail.text or _PARTY_ROLE.search(claim.role):
        return None
    return replace(claim.tail, end=claim.tail.start + len(rest), text=rest)


def referred(article: Article, reference: Mention) -> Mention | None:
    """Return the organ that acts where a reference goes on with it (该公司|党支部, 社区|党委) or is it (居委会); None before a title, which is a person's."""
    m = _ACTING.match(article.text, reference.end) or _ACTING.match(article.text, reference.start)
    return Mention(m.start(), m.end(), "ORG", m.group(), "reference", reference.score) if m else None


def own_organ(name: str) -> str:
    """Return the organ with which a body's name ends, or an empty text.

    >>> own_organ("北澜阀门集团机关党委"), own_organ("北澜阀门集团")
    ('机关党委', '')
    """
    m = _OWN.search(name, 2)
    return m.group() if m else ""


def has_organs(kind: str, name: str) -> bool:
    """Tell whether the organs of a thing are bodies that are parts of it."""
    return (kind == "ORG" and _COUNTYS.fullmatch(name) is None) or (kind == "PLACE" and _ACTS.fullmatch(name) is not None)


def _around(article: Article, m: Mention) -> tuple[int, int]:
    block = next(b for b in article.blocks if b.start <= m.start < b.end)
    return next((a, b) for a, b in sentences(article.text, block.start, block.end) if a <= m.start < b)


def _whole(name: str, bodies: Mapping[str, tuple[str, str]], places: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
    """Return the key of what a body is a part of."""
    front = next((name[:k] for k in range(len(name) - 2, 1, -1) if name[:k] in bodies), "")
    if front:
        return None if _NO_PART.fullmatch(name[len(front) :]) else bodies[front]
    organ = own_organ(name)
    if not organ:
        return None
    rest = name.removesuffix(organ)
    piece = core(rest)[:2]
    fits = [full for full in sorted(bodies) if piece in full and is_short_for(rest, full)]  # 北澜集团党委 of 辽宁北澜阀门集团有限公司
    return places.get(rest) or (bodies[fits[0]] if len(fits) == 1 else None)


def wholes(named: Named) -> dict[tuple[str, str], tuple[str, str]]:
    """Map the key of each body whose name says of what it is a part to the key of that."""
    bodies = {name: key for key, (name, _) in named.items() if key[0] == "ORG"}
    places = {name: key for key, (name, _) in named.items() if key[0] == "PLACE" and has_organs(key[0], name)}
    return {key: whole for name, key in bodies.items() if (whole := _whole(name, bodies, places))}


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
    parts = wholes({key: named[key] for key in first})
    counties = {d.code: key for key in first if (d := named[key][1]) is not None and len(d.code) == 6}
    for key, (n, m) in first.items():
        division = named[key][1]
        whole, relation, rule = parts.get(key), "part_of", "name.part"
        if division is not None and len(division.code) == 9:
            whole, relation, rule = counties.get(division.code[:6]), "located_in", "name.division"
        if whole is not None:
            yield n, Claim(relation, m, first[whole][1], *_around(articles[n], m), rule, 0.9)
