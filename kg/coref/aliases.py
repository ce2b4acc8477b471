"""Which names of a page are one: by structure (place, level, body, number), by definition in the text, never by likeness of strings."""

import re
from collections.abc import Mapping
from functools import cache

from kg.lexicon import divisions, org_suffixes
from kg.text import name_key

_NUMBER = re.compile(
    r"第?[一二三四五六七八九十百\d]+(?=党支部|支部|小学|中学|医院|大队|中队|分局|支队|党小组|网格|车间|法庭|检察部|巡察组|小组|人民医院|幼儿园|分公司|项目部|工程处|村|组|局|院|团|师|旅|军|连|排|班)"
)
_COMPANY = re.compile(r"(?:有限责任公司|股份有限公司|集团有限公司|有限公司|公司|集团|股份|合作社|专业合作社|厂)$")
_BRANCH = re.compile(r"(?:分公司|分行|支行|分校|分院|分社|分局|分厂|分店|营业部|办事处|事业部|子公司|工会|党委|党支部|党总支)$")  # a unit of a body is not the body
_PARTY_END = re.compile(r"(?:机关|联合|直属)?(?:党委|党工委|党组|党总支|党支部)$")
_PLACED = re.compile(r"(?:[\u4e00-\u9fff]{2,8}?(?:省|市|区|县|州|旗|镇|乡|街道))+")
_SHORTABLE = re.compile(
    r"(?:公司|集团|厂|银行|合作社|联合社|大学|学院|学校|中学|小学|医院|卫生院|研究院|研究所|事务所|协会|商会|联盟|中心|超市|基金会|报社|电视台|工作室|服务队|俱乐部|酒店|村镇银行)$"
)


@cache
def _numbers(name: str) -> tuple[str, ...]:
    return tuple(m.group() for m in _NUMBER.finditer(name))


def core(name: str) -> str:
    """Return what tells a company or school apart: its name without leading divisions and without its legal form.

    >>> core("绵阳恒居物业服务有限公司")
    '恒居物业服务'
    """
    made = _COMPANY.sub("", name_key(name))
    table = divisions()
    while True:
        hit = table.full.at(made, 0) or table.short.at(made, 0)
        if not hit or hit.end >= len(made) - 1:
            return made
        made = made[hit.end :]


@cache
def _piece(name: str) -> str:
    """Return what a short form keeps of a name: its core without the head noun."""
    piece, ends = core(name), org_suffixes().suffix(name)
    return piece[: -len(ends)] if ends and piece.endswith(ends) and len(piece) - len(ends) >= 2 else piece


def is_short_for(short: str, full: str) -> bool:
    """Tell whether one name is a short form of another: same numbers, every character in order, the core a piece of the other's.

    >>> is_short_for("恒居物业", "绵阳恒居物业服务有限公司"), is_short_for("华西医院", "华西口腔医院"), is_short_for("第一党支部", "第二党支部")
    (True, False, False)
    """
    a, b = name_key(short), name_key(full)
    if a == b or len(a) >= len(b) or _numbers(a) != _numbers(b) or not _SHORTABLE.search(b) or (_BRANCH.search(b) and not _BRANCH.search(a)):
        return False
    ends_a, ends_b = org_suffixes().suffix(a), org_suffixes().suffix(b)
    kind = org_suffixes().entries
    if ends_a and ends_b and kind[ends_a] != kind[ends_b]:
        return False
    piece = _piece(a)
    if len(piece) < 2 or piece not in b or piece in org_suffixes().entries:
        return False
    if divisions().named(piece) and piece == a:
        return False
    at = b.index(piece)
    rest = iter(b[at + len(piece) :])
    tail = a[a.index(piece) + len(piece) :]
    lead = a[: a.index(piece)]
    legal = _COMPANY.search(b)
    whole = bool(legal) or b[at + len(piece) :] == tail  # only a company's name is shortened within; a school's or hospital's drops its place alone
    return whole and lead in b[:at] and all(c in rest for c in tail)


def document_short(short: str, full: str) -> bool:
    """Tell whether 《规划》 can be short for 《西部…建设规划》: the word with which the other ends."""
    a, b = name_key(short), name_key(full)
    return 2 <= len(a) <= 6 and len(b) > len(a) + 2 and re.sub(r"（.*?）$|\(.*?\)$", "", b).endswith(a)


@cache
def without_party_organ(name: str) -> str:
    """Return what a party organ is one of, other names as they are.

    >>> without_party_organ("青山县司法局机关党委"), without_party_organ("青山县总工会")
    ('青山县司法局', '青山县总工会')
    """
    rest = _PARTY_END.sub("", name)
    return rest if org_suffixes().suffix(rest) else name


def link(types: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Map short names of a page to (full name, reason), where exactly one full name fits.

    Args:
        types: canonical name → type; only names of one type are linked.
    """
    made: dict[str, tuple[str, str]] = {}
    holding: dict[str, set[str]] = {}  # two characters → the names that hold them: a full name holds the core of its short forms, or ends in them
    for name in types:
        for key in {name, name_key(name)}:
            for i in range(len(key) - 1):
                holding.setdefault(key[i : i + 2], set()).add(name)
    for short in sorted(types):
        kind = types[short]
        fits: list[tuple[str, str]] = []
        for full in sorted(set().union(*(holding.get(s[:2], ()) for s in (short, name_key(short), _piece(name_key(short)))))):
            if full == short or types[full] != kind:
                continue
            if kind == "ORG" and len(short) >= 4 and full.endswith(short) and _PLACED.fullmatch(full[: -len(short)]):
                fits.append((full, "the same name after its place"))
            elif kind == "ORG" and is_short_for(short, full):
                fits.append((full, "short form: every character in order, same class and number"))
            elif kind == "DOCUMENT" and document_short(short, full):
                fits.append((full, "short title in 《》"))
            elif kind == "EVENT" and len(short) >= 4 and name_key(full).endswith(name_key(short)):
                fits.append((full, "the same title without its first words"))
        longest = [f for f in fits if not any(g is not f and is_short_for(f[0], g[0]) for g in fits)]
        if len(longest) == 1:
            made[short] = longest[0]
    return made
