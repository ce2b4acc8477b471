"""Lists: their rows receive the honour in whose heading they stand, hold the post to which they are elected or appointed, or are a body and its brand.

What announces a list, the paragraph before its first row, says who gives the honours and where the posts are; a signature under the rows does too.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.lexicon import signature
from kg.model import Article, Block, Claim, Mention
from kg.relate.posts import role_of

_OF_BRANDS = re.compile(r"(?:品牌|项目|案例|机制|课程|工程|活动|阵地)$")  # honours that a programme is given, and not the body that runs it
# In an announcement, its bodies written #: who gives, and to what post or body rows belong.
_BODIES = r"(?P<who>(?:#(?:[、和与及]|联合)?)+)"
_GIVEN_BY = re.compile(rf"(?:[受得获]到?|获得|荣获|经|由|被){_BODIES}(?:联合|通报|公开|集中)*(?:表彰|表扬|授予|命名|评选|评定)")
_GIVES = re.compile(
    rf"(?:^|[。！？）)]\s?)(?:日前|近日|今年|会上|\d{{1,2}}月\d{{1,2}}日)?[，,]?{_BODIES}(?:(?!等\d|[获受被荣经由])[^。！？]){{0,30}}?(?:表彰|表扬|授予|命名|公布|公示|通报)"
)
_APPOINTS = re.compile(r"聘(?:任|请)(?:下列|以下|[\u4e00-\u9fff]{0,4}\d+[人名位])[^，。：]{0,8}为(?P<role>[^，。：:“”]{3,24})")
_ELECTS = re.compile(r"选举产生|选出")
MOST_GIVERS, FAR = 6, 400  # bodies that give an honour together; characters from the announcement to the row that the evidence may hold
_OFFICE = re.compile(r"(?P<role>[\u4e00-\u9fff]{2,14})[：:]\s*")


class _Notice(NamedTuple):
    """What an announcement says: where it stands, who gives the honours, in what body the posts are, and to which everyone is appointed."""

    start: int = 0
    end: int = 0
    givers: Sequence[Mention] = ()
    body: Mention | None = None
    role: str = ""


def _inside(block: Block, mentions: Sequence[Mention]) -> list[Mention]:
    return [m for m in mentions if block.start <= m.start and m.end <= block.end]


def _of(kind: str, mentions: Sequence[Mention]) -> list[Mention]:
    return [m for m in mentions if m.type == kind]


def _read(article: Article, block: Block, mentions: Sequence[Mention]) -> _Notice:
    """Return what the block before the first row of a list announces."""
    bodies = _of("ORG", _inside(block, mentions))
    text, at, places = "", block.start, []
    for m in bodies:
        text += article.text[at : m.start]
        places.append(len(text))
        text, at = text + "#", m.end
    text += article.text[at : block.end]
    found = _GIVEN_BY.search(text) or _GIVES.search(text)
    givers = [m for m, k in zip(bodies, places, strict=True) if found and found.start("who") <= k < found.end("who")]
    appointed = _APPOINTS.search(article.text, block.start, block.end)
    verb = appointed or _ELECTS.search(article.text, block.start, block.end)
    acting = [m for m in bodies if verb and m.end <= verb.start()]
    for title in article.blocks if verb and not acting else ():
        told = _ELECTS.search(article.text, title.start, title.end) if title.role == "title" else None
        acting += [m for m in _of("ORG", _inside(title, mentions)) if told and m.end <= told.start()]
    role = (role_of(appointed["role"]) or appointed["role"]) if appointed else ""
    return _Notice(block.start, block.end, givers[:MOST_GIVERS], acting[-1] if acting else None, role)


def _is_brand_row(article: Article, block: Block, body: Mention, programme: Mention) -> bool:
    """Tell whether a row is a body and its programme: 某局党支部“某桥”; “某桥”社区普及（某医院）."""
    text = article.text
    if body.start < programme.start:
        rest = text[block.start : body.start] + text[body.end : programme.start] + text[programme.end : block.end]
        return not re.sub(r"[\s“”《》\"：:—\-、；。]", "", rest)
    return not re.sub(r"[\s“”《》]", "", text[block.start : programme.start]) and text[body.start - 1] in "（(" and not re.sub(r"[）)\s；。]", "", text[body.end : block.end])


def _posts(article: Article, block: Block, here: Sequence[Mention], notice: _Notice) -> Iterator[tuple[Mention, str]]:
    """Yield the persons of a row with the posts that it gives them: 理事会主任：某某 某某, or the one to which the announcement appoints everyone."""
    people = _of("PERSON", here)
    if not people:
        return
    if notice.role:
        yield from [(people[0], notice.role)] if people[0].start == block.start else []
        return
    office = _OFFICE.fullmatch(article.text, block.start, people[0].start)
    role = role_of(office["role"]) if office and people == here else None
    if role:
        yield from ((m, role) for m in people)


def match_lists(article: Article, mentions: Sequence[Mention]) -> list[Claim]:
    """Return what the lists of an article say: its ``item`` blocks, under the last honour named before each."""
    made: list[Claim] = []
    honour: Mention | None = None
    given: list[Mention] = []  # the honours of the list so far
    notice = _Notice()

    def say(relation: str, head: Mention, tail: Mention, block: Block, role: str = "") -> None:
        """Make a claim; its evidence begins with the announcement where that names an end of it, if that is near."""
        announced = [m for m in (head, tail) if notice.start <= m.start < notice.end and block.start - notice.start <= FAR]
        made.append(Claim(relation, head, tail, notice.start if announced else block.start, block.end, "list", 0.8, role))

    for before, block in zip((None, *article.blocks), article.blocks, strict=False):
        here, listed = _inside(block, mentions), block.role == "item"
        if listed and before and before.role != "item":
            notice, given = _read(article, before, mentions), [honour] if honour else []
        people, bodies, programmes, awards = (_of(kind, here) for kind in ("PERSON", "ORG", "PROGRAMME", "AWARD"))
        if awards and not (listed and (people or bodies) and awards[-1].start > (people or bodies)[0].start):
            honour = awards[-1]
            given = [*given, honour] if listed else [honour]
            for giver in notice.givers if listed else ():
                say("confers", giver, honour, block)
            continue
        if not listed:
            if block.role != "title":
                honour = honour if not here or re.search(r"[：:]$", article.text[block.start : block.end]) else None
            continue
        if len(here) == 2 and len(bodies) == 1 and len(programmes) == 1 and _is_brand_row(article, block, bodies[0], programmes[0]):
            say("runs", bodies[0], programmes[0], block)
        posts = list(_posts(article, block, here, notice)) if notice.body else []
        for person, role in posts:
            say("holds_post", person, notice.body, block, role)  # type: ignore[arg-type]
        if bodies and signature(article.text[block.start : block.end]):
            for award in given:
                say("confers", bodies[0], award, block)
            honour, given = None, []
        elif honour and not posts:
            for winner in people or (programmes if _OF_BRANDS.search(honour.text) else []) or bodies:
                say("receives", winner, honour, block)
    return made
