"""Apply the pattern table to a paragraph: who does what to which programme, body, document or place.

How a voice is read. *active*: the subject is the nearest agent or free group of actors before the verb, else the paragraph's topic; the objects follow the verb.
*topic*: the object stands before (G由A打造, G是A打造的…). *receive*: as active, and a body after 被 or 由 is the giver, not the receiver. *confer*: the giver is
the agent, or the subject where the honour's receiver stands between verb and honour.
"""

import re
from collections.abc import Iterable, Iterator

from kg.model import Claim
from kg.relate.groups import Group, actor_groups, acts_together, subject
from kg.relate.skeleton import ACTOR, CLASS, Skeleton, type_of
from kg.relate.table import Frame, Pattern, patterns

_ANY = CLASS["ANY"]
_LIST = re.compile(rf"(?:[^。；！？{_ANY}]{{0,6}}?(?:、|和|与|及|以及|，(?:并|还|推行|建立|以及)?)|[^。；！？，{_ANY}]{{0,4}}?)$")
REACH = 34  # characters of the skeleton between a verb and its object


def claim(sk: Skeleton, relation: str, head: int, tail: int, rule: str, confidence: float, a: int, b: int, role: str = "") -> Claim:
    """Make a claim whose evidence is the sentence(s) around its ends."""
    start, end = sk.span(a, b)
    return Claim(relation, sk.mentions[head], sk.mentions[tail], start, end, rule, confidence, role)


def _objects(sk: Skeleton, frame: Frame, at: int, stop: int) -> list[int]:
    """Return the objects after a verb: the first fitting mention in reach with no other verb's object between, and those listed with it."""
    s = sk.text
    first = re.compile(f"[{frame.tail}]").search(s, at, min(stop, at + REACH))
    if not first or re.search(r"[。！？]", s[at : first.start()]):
        return []
    between = s[at : first.start()]
    if "，" in between and re.search(rf"[，；][^，；]{{0,4}}[{CLASS['ORG']}{CLASS['REF']}{CLASS['PLACE']}]", between):
        return []
    if re.search(rf"[{CLASS['ORG']}]", between) and frame.relation not in ("runs", "participates_in", "receives", "confers"):
        return []
    if re.search(r"^(?:的|者|了解|率|家|人|力度)", between) and not re.match(r"^的(?:[^，。；]{0,10})$", between):
        return []
    found = [first.start()]
    end = first.end()
    while True:
        nxt = re.compile(f"[{frame.tail}]").search(s, end, min(stop, end + 14))
        if not nxt or not _LIST.match(s[end : nxt.start()]) or type_of(s[nxt.start()]) != type_of(s[found[0]]):
            break
        found.append(nxt.start())
        end = nxt.end()
    return found


def _closest(frame: Frame, s: str, m: re.Match[str], objects: list[int]) -> bool:
    """Tell whether no other word of the same frame stands nearer to the object: 开展活动，打造G says that G is 打造."""
    between = s[m.end() : objects[0]]
    cut = re.split(r"，", between)
    return len(cut) == 1 or not frame.trigger.search(cut[-1])


# Places that are not bodies of people and do nothing: roads, waters, buildings.
_STILL = re.compile(r"(?:路|街|巷|桥|河|江|湖|海|山|岭|峡|铁路|高速|公路|大道|公园|广场|大厦|站|厅|馆|水库|湾|岛|隧道|码头|机场|港口|车间|教室|楼)$")


def _heads(group: Group, sk: Skeleton, allowed: str) -> list[int]:
    return [m for m in group.members if re.match(f"[{allowed}]", sk.text[m]) and not (sk.mentions[m].type == "PLACE" and _STILL.search(sk.mentions[m].text))]


_MEETS = re.compile(r"会见|会晤|来华|来访|欢迎|宴请")  # 会见来华出席大会的外方领导人: the guests attend
_SAYS = re.compile(rf"指示|强调|指出|要求|致信|批示|(?<![{CLASS['ANY']}])[ \u3000]|[ \u3000](?![{CLASS['ANY']}])")  # who speaks of it is not who attends


def _frame(sk: Skeleton, frame: Frame, a: int, b: int, groups: list[Group], topic: Group | None) -> Iterator[Claim]:
    s = sk.text
    rule = f"{frame.relation}.{frame.number}"
    for m in frame.trigger.finditer(s, a, b):
        if frame.voice == "topic":
            yield from _topic(sk, frame, m, a, b, groups, rule)
            continue
        if frame.voice == "attend":
            yield from _attend(sk, frame, m, a, b, rule)
            continue
        objects = _objects(sk, frame, m.end(), b)
        if not objects or not _closest(frame, s, m, objects):
            continue
        if frame.relation == "participates_in" and _MEETS.search(s, max(a, m.start() - 12), m.start()):
            continue
        relation = "runs" if m.group() == "主持" and s.startswith("召开", m.end()) else frame.relation  # who convenes a meeting runs it
        by = subject(sk, groups, m.start(), frame.head)
        if frame.voice == "receive":
            between = [g for g in groups if m.end() <= g.start < objects[0]]
            if between:
                by = between[-1]
            else:
                by = subject(sk, [g for g in groups if not g.agent], m.start(), frame.head) or topic
                if re.search(rf"[{CLASS['PROGRAMME']}{CLASS['EVENT']}{CLASS['THING']}]", frame.head):
                    near = re.compile(f"[{frame.head}](?=[^。；{_ANY}]{{0,16}}$)").search(s[a : m.start()])
                    if near and not (by and by.end > a + near.start()) and not any(g.agent and g.start <= a + near.start() < g.end for g in groups):
                        i = a + near.start()
                        by = Group(i, i + 1, (i,), False, False, False)
                if m.group() == "授予" and by is not None and not re.search("被|获", s[by.end : m.start()]):
                    continue
        elif frame.voice == "confer":
            agents = [g for g in groups if g.end <= m.start() and g.agent and m.start() - g.end < 14]
            if agents:
                by = agents[-1]
            elif re.search("被$|获", s[max(a, m.start() - 3) : m.start()]):
                continue
        fallback = by is None
        by = by or topic
        if by is None:
            continue
        heads = _heads(by, sk, frame.head)
        if "；" in s[by.end : m.start()] or (s[by.end : m.start()].count("，") > 1 and not by.agent):
            heads = heads[:1]  # the clause's own subject; those named with it acted in the earlier one
        for head in heads:
            for tail in objects:
                if head != tail:
                    first = min(head, a) if fallback else a
                    yield claim(sk, relation, head, tail, rule, round(frame.confidence - (0.15 if fallback else 0), 2), max(first, a) if head >= a else a, b)


def _attend(sk: Skeleton, frame: Frame, m: re.Match[str], a: int, b: int, rule: str) -> Iterator[Claim]:
    """Everyone named since the last such verb of the sentence takes part in the event after the verb, else in the last one named in the paragraph."""
    s = sk.text
    earlier = [x.end() for x in frame.trigger.finditer(s, a, m.start())]
    people = [i for i in range(earlier[-1] if earlier else a, m.start()) if re.match(f"[{frame.head}]", s[i])]
    if not people or re.search(r"[。；：“”]", s[people[-1] : m.start()]) or _MEETS.search(s, people[-1], m.start()):
        return
    people = [i for i in people if not _SAYS.search(s, i, people[-1] + 1)]
    after = re.compile(rf"[^。；，{_ANY}]{{0,8}}([{frame.tail}])").match(s, m.end(), b)
    before = [i for i in range(m.start()) if re.match(f"[{frame.tail}]", s[i])]
    event = after.start(1) if after else before[-1] if before else None
    if event is None:
        return
    for who in people:
        yield claim(sk, frame.relation, who, event, rule, frame.confidence, min(a, sk.sentence_at(event)[0]), max(b, event + 1))


def _topic(sk: Skeleton, frame: Frame, m: re.Match[str], a: int, b: int, groups: list[Group], rule: str) -> Iterator[Claim]:
    s = sk.text
    near = [g for g in groups if g.end <= m.start() and m.start() - g.end <= 16 and not re.search(r"[，。；]", s[g.end : m.start()])]
    if not near or not _heads(near[-1], sk, frame.head):
        return
    by = near[-1]
    before = s[a : by.start]
    nominal = re.match(rf"(?:的|[。，；]|$|[^，。；{_ANY}]{{0,10}}(?:品牌|项目|机制|活动|平台|制度|工程|计划|系统|小程序)[，。])", s[m.end() : b])
    passive = bool(re.search(r"由$", before)) or by.agent
    copula = bool(re.search(r"(?:是|为|系)$", before)) and bool(nominal)
    series = bool(re.search(r"[，、]$", before)) and bool(re.match(r"[，。；、]|$", s[m.end() : m.end() + 1])) and "由" in before
    bare = bool(re.match(r"(?:主办|承办|协办|运营|发起)", m.group())) and bool(re.match(r"[，。；、]|$", s[m.end() : m.end() + 1]))
    if not (passive or copula or series or bare):
        return
    if passive and not nominal and re.compile(f"[{frame.tail}]").search(s, m.end(), min(b, m.end() + 12)):
        objects = _objects(sk, frame, m.end(), b)  # 由A打造的G
    elif passive and s[m.end() : m.end() + 1] == "的":
        objects = _objects(sk, frame, m.end() + 1, b)
    else:
        objects = []
    if not objects:
        left = [i for i in range(a, by.start) if re.match(f"[{frame.tail}]", s[i])]
        if not left:
            previous = [i for i in range(a) if re.match(f"[{frame.tail}]", s[i])]
            left = previous[-1:] if passive or s[a : by.start].strip("由，是 ") == "" else []
        objects = left[-1:]
    for head in _heads(by, sk, frame.head):
        for tail in objects:
            if head != tail:
                yield claim(sk, frame.relation, head, tail, rule, frame.confidence, min(a, sk.sentence_at(tail)[0]), b)


def _patterns(sk: Skeleton, rows: Iterable[Pattern]) -> Iterator[Claim]:
    for row in rows:
        for m in row.regex.finditer(sk.text):
            found = m.groupdict()
            a, b = sk.sentence_at(m.start())
            heads = [i for name in ("head", "heads") if found.get(name) for i in range(*m.span(name)) if type_of(sk.text[i])]
            tails = [i for name in ("tail", "tails", "heads2") if found.get(name) for i in range(*m.span(name)) if type_of(sk.text[i])]
            for h in heads:
                for t in tails:
                    within = sk.text[t + 1 : t + 2]  # 定安县|龙湖镇: what takes place there takes place in the last
                    if h != t and not (row.relation == "located_in" and type_of(within or " ") == "PLACE"):
                        head, tail = (t, h) if row.swap else (h, t)
                        yield claim(sk, row.relation, head, tail, f"{row.relation}.p{row.number}", row.confidence, a, max(b, m.end()))


def _partners(sk: Skeleton, groups: list[Group], a: int, b: int, topic: Group | None) -> Iterator[Claim]:
    s = sk.text
    bodies = CLASS["ORG"] + CLASS["PLACE"] + CLASS["REF"]
    for n, g in enumerate(groups):
        members = _heads(g, sk, bodies)
        if len(members) > 1 and acts_together(sk, g, b):
            for other in members[1:]:
                yield claim(sk, "partners_with", members[0], other, "partners.group", 0.85, a, b)
        before = s[max(a, g.start - 3) : g.start]
        linked = re.search(r"(与|同|和|联合|会同|携手|协同|联手|联动|对接|跟)$", before)
        if linked and members:
            after = re.split(r"[。；]", s[g.end : min(b, g.end + 30)])[0]
            strong = linked[1] in ("联合", "会同", "携手", "协同", "联手")
            pact = re.match(rf"(?:等[^，。；{_ANY}]{{0,8}})?[^。；{_ANY}]{{0,12}}?(?:签订|签署|签约|合作|共建|结对|联建|合办|共同|达成|联合|合力|联手|共享|联办|协议)", after)
            earlier = [p for p in groups[:n] if not p.blocked and _heads(p, sk, bodies)]
            lead = earlier[-1] if earlier else topic
            if lead and (strong or pact):
                for other in members:
                    head = _heads(lead, sk, bodies)
                    if head and head[0] != other:
                        yield claim(sk, "partners_with", head[0], other, "partners.with", 0.8 if earlier else 0.65, a, b)


def _nesting(sk: Skeleton) -> Iterator[Claim]:
    """Places named one after another lie in one another; a body or venue right after a place lies in it."""
    s = sk.text
    for i in range(len(s) - 1):
        if type_of(s[i]) == "PLACE" and type_of(s[i + 1]) == "PLACE" and sk.ends[i] == sk.places[i + 1] and s[i + 2 : i + 3] != "段":  # 翠云廊|剑阁段
            a, b = sk.sentence_at(i)
            yield claim(sk, "located_in", i + 1, i, "located.chain", 0.9, a, b)
    for m in re.finditer(rf"(?P<tail>[{CLASS['PLACE']}])(?:的)?(?P<head>[{CLASS['ORG']}])", s):
        a, b = sk.sentence_at(m.start())
        yield claim(sk, "located_in", m.start("head"), m.start("tail"), "located.body", 0.8, a, b)
    for m in re.finditer(rf"(?P<tail>[{CLASS['PLACE']}])的(?P<head>[{CLASS['PLACE']}])", s):
        a, b = sk.sentence_at(m.start())
        yield claim(sk, "located_in", m.start("head"), m.start("tail"), "located.of", 0.75, a, b)


_PARTS = re.compile(
    rf"(?P<heads>[{CLASS['PROGRAMME']}](?:[^。；{_ANY}]{{0,14}}[{CLASS['PROGRAMME']}])+)[^。；，{_ANY}]{{0,8}}?(?:等)?(?:[两二三四五六七八九十]|\d{{1,2}})(?:个|项|大|条|张|支|类)?"
    r"(?:党建)?(?:子(?:品牌|项目|计划|活动|工程|行动|平台|服务|机制|系列)|特色子|板块|分支|模块|系列活动|分项|分会场|主题板块|专项行动|部分[组构]成)"
    rf"|旗下(?:现|已|现已|目前)?(?:有|设有|拥有)(?P<under>[{CLASS['PROGRAMME']}](?:[^。；{_ANY}]{{0,6}}[{CLASS['PROGRAMME']}])*)"
)


def _parts(sk: Skeleton) -> Iterator[Claim]:
    """“A”“B”“C”三个子品牌, 旗下有“A”“B” are parts of the last programme named before them in the paragraph."""
    s = sk.text
    for m in _PARTS.finditer(s):
        before = [i for i in range(m.start()) if type_of(s[i]) == "PROGRAMME"]
        if not before or (m["under"] and ACTOR.search(s, before[-1], m.start())):
            continue
        a, b = sk.sentence_at(m.start())
        for i in range(*m.span("heads" if m["heads"] else "under")):
            if type_of(s[i]) == "PROGRAMME":
                yield claim(sk, "part_of", i, before[-1], "part_of.list", 0.85, min(a, sk.sentence_at(before[-1])[0]), max(b, m.end()))


def match(sk: Skeleton) -> list[Claim]:
    """Return the claims that the table finds in a paragraph, each with its sentence as evidence."""
    frames, rows = patterns()
    made: list[Claim] = []
    topic: Group | None = None
    for a, b in sk.sentences:
        groups = actor_groups(sk, a, b)
        for frame in frames:
            made += _frame(sk, frame, a, b, groups, topic)
        made += _partners(sk, groups, a, b, topic)
        free = [g for g in groups if not g.blocked and not g.agent and any(type_of(sk.text[m]) in ("ORG", "PLACE", "REF") for m in g.members)]
        if free:
            topic = free[0]
    made += _patterns(sk, rows)
    made += _parts(sk)
    made += _nesting(sk)
    return made


def distinct(claims: Iterable[Claim]) -> list[Claim]:
    """Keep of equal statements (same ends, relation, role) the surest, in order of appearance."""
    best: dict[tuple[object, ...], Claim] = {}
    for c in claims:
        key = (c.relation, c.head, c.tail, c.role, c.indicator, c.value, c.unit)
        if key not in best or c.confidence > best[key].confidence:
            best[key] = c
    return sorted(best.values(), key=lambda c: (c.start, c.relation, c.head, c.tail or c.head, c.role, c.indicator, str(c.value)))
