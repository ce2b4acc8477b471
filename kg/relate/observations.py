"""Figures: what a text counts or measures of a body, place or programme."""

import re
from collections import Counter
from collections.abc import Iterator

from kg.model import Claim
from kg.relate.network import Reading, read
from kg.relate.numbers import SCALE, UNIT, numbers, value_of
from kg.relate.skeleton import CLASS, Skeleton, in_furniture
from kg.relate.subjects import LOOKED, Figure, Subjects, weights

_ANY = CLASS["ANY"]
SURE = 0.4  # below this probability of its subject a figure is left out
_PERIOD = re.compile(
    rf"([今去前]年(?:以来|上半年|下半年|年?[底初]|[春夏秋冬]季?|前?[首一二三四]季度|前?\d{{1,2}}个?月)?|近年来|截至目前|截至[^，。；{_ANY}]{{2,12}}|目前|上半年|前\d+个?月|\d{{4}}年(?:以来|上半年|\d{{1,2}}月)?|[一二三四五六七八九十两\d]+年来|同比|累计|[首一二三四]季度|当天|每[年月周天日])"
)


LONGEST = 24  # characters of an indicator
_FIGURE_END = re.compile(rf"\d(?:余|多)?(?:{SCALE})?(?:余|多)?(?:{UNIT})?$")
_LEAD_OUT = re.compile(r"(?:共计|共|累计|已|约|近|超|达到|达|为|了|有|就|突破|实现|现有|每年|目前|今年以来|由|从|至|仅|还|又|先后|下降|增长(?=$)|提升至)+$")
_FROM = re.compile(r"(?:由|从)\d.*$")  # 工资由3000元|增至5000元
_CHANGES = re.compile(r"[增降升提下缩压减]")
_LEAD_IN = re.compile(r"^(?:今年以来|截至目前|目前|去年|今年|已|累计|共|先后|并|还|又|其中|总(?!投|产|额|量|人|长|面)|年(?!产|收|均|销|加)|该|将|也)+")


def _indicator(sk: Skeleton, m: re.Match[str], a: int, subject: int) -> str:
    """Return the words that say what is counted: those before the figure back to its subject or a mark, else those after its unit."""

    def words(start: int, end: int) -> str:
        return "".join(sk.mentions[i].text if i in sk.mentions else sk.text[i] for i in range(start, end))

    a = max(a, m.start() - LOOKED)
    marks = [i for i in range(a, m.start()) if sk.text[i] in "，。；：“”（）\n" or i == subject or (sk.text[i] == "、" and _FIGURE_END.search(sk.text, max(a, i - 12), i))]
    start = marks[-1] + 1 if marks else a
    before = _LEAD_OUT.sub("", re.sub(r"\s+", "", words(start, m.start())))
    before = _FROM.sub("", _LEAD_IN.sub("", before))
    first = m.end() + sk.text.startswith("“", m.end())
    ends = re.compile(r"[，。；：、“”（）\s\d]").search(sk.text, first)
    after = words(first, min(ends.start() if ends else len(sk.text), first + 10))
    if _CHANGES.match(after):
        after = ""
    if before.endswith("等"):  # 医保、社保等28项业务: the noun comes after
        return (before + after if len(before) + len(after) <= LONGEST else after)[:LONGEST]
    if before.endswith("的"):
        before = "" if after else before[:-1]
    return (before[-LONGEST:] + (after if len(before) <= 2 or before.endswith(("有", "设", "名")) else ""))[:LONGEST]


def match_observations(sk: Skeleton, reading: Reading | None = None) -> list[Claim]:
    """Return the figures of a whole article with their subjects; dates, ordinals, addresses and ages of no one are left out.

    Args:
        sk: the article.
        reading: what the network makes of it, if that is known already.
    """
    return list(_observations(sk, reading or read(sk))) if sk.mentions else []


def _observations(sk: Skeleton, reading: Reading) -> Iterator[Claim]:
    s = sk.text
    subjects = Subjects(sk)
    last: tuple[int, str] | None = None
    been: Counter[str] = Counter()
    for m in numbers(sk):
        if in_furniture(sk.article, sk.places[m.start()]):
            continue
        a, b = sk.sentence_at(m.start())
        unit, value = m["unit"], value_of(m)
        if unit == "岁":
            found = _age(sk, m, a)
        else:
            figure = Figure(subjects, m)
            found = figure.choose(weights(), figure.with_last(last, been, reading.figure(figure)))
            if found:
                last = (m.start(), sk.names[found[0]])
                been[last[1]] += 1
        if found is None or found[1] < SURE:
            continue
        subject, sure = found
        low = sk.sentence_at(subject)[0]
        start, end = sk.span(low if 0 <= a - low < 200 else a, b)
        period = [p.group() for p in _PERIOD.finditer(s, max(a, m.start() - LOOKED), m.start())]
        yield Claim(
            "observes",
            sk.mentions[subject],
            None,
            start,
            end,
            "observation",
            round(0.4 + 0.5 * sure, 2),
            indicator="年龄" if unit == "岁" else _indicator(sk, m, a, subject) or unit,
            value=int(value) if value == int(value) else value,
            unit=((m["scale"] or "") + unit).replace("％", "%"),
            period=period[-1] if period else "",
            comparison=next((w for w in (m["pre"], m["more"], m["more2"], m["over"]) if w), ""),
        )


def _age(sk: Skeleton, m: re.Match[str], a: int) -> tuple[int, float] | None:
    """Return the person whose age is told: 64岁的席长唐守荣, 吕祥杰今年78岁."""
    s = sk.text
    after = re.compile(rf"的?[^，。；：“”{_ANY}]{{0,12}}(?:[{CLASS['PLACE']}{CLASS['ORG']}][^，。；：“”{_ANY}]{{0,8}})?(?P<who>[{CLASS['PERSON']}])").match(s, m.end())
    if after:
        return after.start("who"), 1.0
    before = re.compile(rf"(?P<who>[{CLASS['PERSON']}])[，（]?(?:今年|现年|已经?|年近)?$").search(s, a, m.start())
    return (before.start("who"), 1.0) if before else None
