"""Who acts: groups of bodies named together, and which of them is the subject of a verb."""

import re
from dataclasses import dataclass
from functools import cache

from kg.lexicon import titles
from kg.relate.skeleton import CLASS, Skeleton, type_of

_ANY = CLASS["ANY"]
_ACTORS = CLASS["ORG"] + CLASS["PLACE"] + CLASS["REF"] + CLASS["PERSON"] + CLASS["WHO"]
_LINK = re.compile(
    rf"(?:等(?:\d+|[一二三四五六七八九十]+)?(?:家|个)?[^，。；{_ANY}]{{0,5}})?(?:、|和|与|及|同|以及|，?(?:共同)?(?:联合|会同|携手|协同|协调|联手|牵手)|[（(]|[）)]?[，、]?)$"
)
_BLOCKED = re.compile(
    r"(?:在|于|到|从|向|对|为|给|把|将|走进|来自|赴|让|使|帮助|组织|动员|引导|走访|深入|前往|位于|至|驻|惠及|覆盖|服务|依托|对接|据|住|来到|有关|发往|离|经过|包括|像|记者|针对|关于)$"
)
_AGENT = re.compile(r"(?:由|被|经|在|是)$")


@dataclass(frozen=True)
class Group:
    """Mentions that stand together: ``A、B和C``. ``start`` and ``end`` are indices of the skeleton, ``joint`` says that words state that they act together."""

    start: int
    end: int
    members: tuple[int, ...]
    joint: bool
    agent: bool
    blocked: bool


@cache
def _title_end() -> re.Pattern[str]:
    words = sorted((t for t, kind in titles().entries.items() if kind != "honorific"), key=len, reverse=True)
    return re.compile(rf"[^，。；：{_ANY}]{{0,12}}(?:{'|'.join(map(re.escape, words))})(?:、[^，。；：{_ANY}]{{1,12}})?\s?[{CLASS['PERSON']}]")


def _chain(s: str, at: int) -> int:
    """Follow places that lie in one another (包河区望湖街道沁心社区) to the last."""
    while at + 1 < len(s) and type_of(s[at]) == "PLACE" and type_of(s[at + 1]) in ("PLACE", "ORG"):
        at += 1
    return at


def actor_groups(sk: Skeleton, a: int, b: int) -> list[Group]:
    """Return the groups of possible actors in a sentence, from left to right."""
    s = sk.text
    made: list[Group] = []
    i = a
    while i < b:
        if not re.match(f"[{_ACTORS}]", s[i]):
            i += 1
            continue
        start = i
        i = _chain(s, i)
        members = [i]
        joint = False
        end = i + 1
        while True:
            nxt = re.compile(rf"[^。；{_ANY}]{{0,12}}?(?=[{_ACTORS}])").match(s, end, b)
            if not nxt or nxt.end() >= b or not _LINK.fullmatch(nxt.group()) or nxt.group() in ("", "，"):
                break
            k = nxt.end()
            same = (type_of(s[k]) in ("PERSON", "WHO")) == (type_of(s[members[0]]) in ("PERSON", "WHO"))
            if not same:
                break
            joint = joint or bool(re.search(r"联合|会同|携手|协同|联手|牵手", nxt.group()))
            k = _chain(s, k)
            members.append(k)
            end = k + 1
        before = s[max(a, start - 4) : start]
        agent = bool(_AGENT.search(before))
        modifier = bool(_title_end().match(s, end, b)) and type_of(s[members[-1]]) != "PERSON"
        possessive = s[end : end + 1] == "的" and not agent
        listed = before.endswith("、") and bool(made) and made[-1].blocked and not re.search(r"[，。；]", s[made[-1].end : start])
        made.append(Group(start, end, tuple(members), joint, agent and not before.endswith(("在", "是")), bool(_BLOCKED.search(before)) or modifier or possessive or listed))
        i = end
    return made


def subject(sk: Skeleton, groups: list[Group], at: int, allowed: str) -> Group | None:
    """Return the group that acts at the verb that begins at ``at``: the nearest agent (由A打造), else the nearest free group before it."""
    fits = [g for g in groups if g.end <= at and any(re.match(f"[{allowed}]", sk.text[m]) for m in g.members)]
    near = [g for g in fits if g.agent and at - g.end <= 14 and not re.search(r"[，。；]", sk.text[g.end : at])]
    if near:
        return near[-1]
    free = [g for g in fits if not g.blocked]
    return free[-1] if free else None


def acts_together(sk: Skeleton, group: Group, stop: int) -> bool:
    """Tell whether the words around a group say that its members act jointly."""
    after = sk.text[group.end : min(stop, group.end + 28)]
    clause = re.split(r"[。；]", after)[0]
    near = re.split(r"[，。；]", after)[0]
    links = sk.text[group.start : group.end]
    with_link = bool(re.search(r"与|同|和|联合|会同|携手|协同|联手|及", re.sub(f"[{_ANY}]", "", links)))
    said = re.match(
        rf"(?:等[^，。；{_ANY}]{{0,8}})?[^，。；{_ANY}]{{0,6}}(?:联合|共同|携手|协同|合作|共建|合办|联手|联建|结对|联办|合建|合力|签订|签署|签约|达成|共创|协作|共办|联动)", clause
    )
    pact = with_link and re.search(r"签订|签署|签约|合作|共建|结对|协议|联建|合办|共同|联合|对接|联动|达成|合力", near)
    return group.joint or bool(said) or bool(pact)
