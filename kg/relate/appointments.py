"""Appointments: who is made what, several people to one office and office after office, the body said once and carried on.

选举甲、乙为副主席 · 甲当选主席，乙、丙任副主席，丁兼任秘书长 · 任命甲为A局局长，免去其B局副局长职务 · 甲不再担任校长
"""

import re
from collections.abc import Iterator

from kg.lexicon import titles
from kg.model import Claim
from kg.relate.offices import TITLED
from kg.relate.posts import OF_PLACE, made, role_of
from kg.relate.skeleton import CLASS, Skeleton, type_of

_ANY = CLASS["ANY"]
_PERSON = f"[{CLASS['PERSON']}](?:（[^（）]{{1,12}}）)?"
_BODY = f"[{CLASS['ACTOR']}]"
_NAMING = r"(?:任命|聘任|聘请|选聘|续聘|返聘|聘|选举产生|选举|推选|推举|补选|增补|增选|选出|委任|委派|选派)"
_BECOMES = (
    r"(?:退休后|退役后|毕业后|此前|先后|曾经?|如今|现在?|目前|今年|去年|\d{4}年|\d{1,2}月|分别|均|全票|高票|成功|同时|又|还|并|则|也|后|随后|再次|正式|一并|仍|原|拟|将|起)*"
    r"(?:不再担任|不再兼任|辞去|卸任|当选|续聘|续任|连任|出任|担任|兼任|接任|继任|升任|转任|调任|改任|就任|初任|历任|获任|获聘|受聘|被聘任|被聘|被任命|被推选|被推举|被选|任|当|系|是)"
    r"(?:了|过)?(?:为|成为)?"
)
_WORDS = rf"[^，。；：！？、“”{_ANY}]"
_ITEM = rf"(?:[{CLASS['PLACE']}]*(?P<body>{_BODY}))?(?:第[一二三四五六七八九十百\d]+届)?(?:的)?(?P<role>{_WORDS}{{1,16}})"
_MADE = re.compile(
    rf"(?P<naming>{_NAMING}(?:了|出|产生)?)?(?P<who>{_PERSON}(?:(?:、|和|及|与){_PERSON})*)(?:[一二两三四五六七八九十\d]+(?:人|位|名同志)|等[一二两三四五六七八九十\d]*人)?(?:同志|先生|女士|院士|教授)?(?:（[^（）]{{1,12}}）)?"
    rf"(?P<verb>{_BECOMES}|为)"
)
_REMOVED = re.compile(rf"(?:免去|解聘)(?:(?P<who>{_PERSON}(?:(?:、|和|及){_PERSON})*)(?:同志)?|其)的?")
_BY = re.compile(rf"(?P<role>{_WORDS}{{2,12}})由(?P<who>{_PERSON}(?:(?:、|和|与){_PERSON})*)(?:兼任|担任|接任|出任)")
_ENDS = re.compile(r"不再|辞去|卸任|系?原")
_DECIDES = re.compile(rf"^[^，。；{_ANY}]{{0,12}}(?:决定|任命|批准|同意|研究|表决|聘任|聘请)")


def _in_title(sk: Skeleton, body: int) -> bool:
    """Tell whether a body only says where somebody who is named right after it holds a post."""
    beside = TITLED.match(sk.text, body + 1)
    return beside is not None and role_of(beside["role"], beside=True) is not None


def _carried(sk: Skeleton, before: int, role: str) -> int | None:
    """Return the body of an appointment that names none: the nearest before that is neither in somebody's title nor the one that appoints."""
    s, want = sk.text, OF_PLACE.get(role)
    for i in range(before - 1, -1, -1):
        kind = type_of(s[i])
        if want:
            if kind == "PLACE" and sk.mentions[i].text.endswith(want):
                return i
        elif kind in ("ORG", "REF") and not _in_title(sk, i) and not _DECIDES.match(s[i + 1 : i + 20]):
            return i
    return None


def _items(sk: Skeleton, at: int, end: int) -> Iterator[tuple[int | None, str, int]]:
    """Yield the offices after the verb, body and role, and where each ends."""
    item = re.compile(_ITEM)
    link = re.compile(r"、|，?(?:并|并且|同时)?兼任?|，(?=" + _BODY + ")")
    while found := item.match(sk.text, at, end):
        role = found["role"]
        words = re.sub(r"(?:职务|一职)$", "", role)
        whole = role_of(words)
        if not whole:  # 任局长三年: up to the last title within
            words = role[: max((h.end for h in titles().find(role)), default=0)]
            whole = role_of(words)
        if not whole:
            return
        at = found.start("role") + len(words)
        yield (found.start("body") if found["body"] else None), whole, at
        again = link.match(sk.text, at, end)
        if not again:
            return
        at = again.end()


def match_appointments(sk: Skeleton) -> list[Claim]:
    """Return the posts that people are named to, elected to or leave, by the sentences of a paragraph."""
    claims: list[Claim] = []
    s = sk.text
    named: list[int] = []  # who was named last: 免去其…职务
    last: int | None = None  # the body of the last appointment of the sentence
    sentence = -1
    for m in sorted((m for p in (_MADE, _REMOVED, _BY) for m in p.finditer(s)), key=lambda m: (m.start(), m.end())):
        a, b = sk.sentence_at(m.start())
        if a != sentence:
            last, sentence = None, a
        whole = m.start() == 0 or s[m.start() - 1] in "，；。：:\n \u3000"  # 任命：甲为A局局长；乙为B局局长。
        if m.re is _MADE and m["verb"] == "为" and not (m["naming"] or last is not None or whole):
            continue
        people = [m.start("who") + i for i, c in enumerate(m["who"]) if type_of(c) == "PERSON"] if m["who"] else named
        ended = m.re is _REMOVED or (m.re is _MADE and bool(_ENDS.search(m["verb"])))
        offices = [(None, r, m.end()) for r in [role_of(m["role"])] if r] if m.re is _BY else list(_items(sk, m.end(), b))
        for body, role, at in offices:
            where = body if body is not None else last if last is not None and role not in OF_PLACE else _carried(sk, m.start(), role)
            if where is None:
                continue
            if body is not None or (last is None and role not in OF_PLACE):
                last = where
            rule, sure = ("post.named", 0.85) if body is not None else ("post.carried", 0.7)
            claims += [made(sk, p, where, role, rule, sure, a, max(b, at), until="免去" if ended else "") for p in people]
        if offices:
            named = people
    return claims
