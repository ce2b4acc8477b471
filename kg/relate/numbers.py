"""The figures of an article that count or measure something: dates, times, ordinals, addresses and numbers of things are none."""

import re
from collections.abc import Iterator

from kg.lexicon import units
from kg.relate.skeleton import Skeleton

SCALE = r"(?:[十百千]?[万亿]|千|百)"
UNIT = "|".join(re.escape(u) + (f"(?![{units()[u][1]}])" if units()[u][1] else "") for u in sorted(units(), key=lambda u: (-len(u), u)))
_NUMBER = re.compile(
    rf"(?P<pre>超过|超|近|约|逾|达到|达|突破|不足|至少|多达|高达|增至|降至|升至|增加到|提高到|下降到|缩短至|压缩至)?(?P<value>\d+(?:,\d{{3}})*(?:\.\d+)?)(?P<more>余|多)?(?P<scale>{SCALE})?(?P<more2>余|多)?(?P<unit>{UNIT}|(?<=[万亿])|(?<=[万亿][余多]))(?P<over>以上|以内|左右)?"
)
_NOT_BEFORE = re.compile(r"(?:第|[0-9A-Za-z.—\-~～:：/]|农历|初|[一二三四五六七八九十]月|星期|周|编号|电话|同比|文号)$")
_DATE_AFTER = re.compile(r"^(?:\d|前|后|来|内|间|期间|度|以来|起|中旬|上旬|下旬|底|初|末|上午|下午|晚|凌晨|清晨|傍晚|中午|[，。]?(?:记者|至\d))")
_RARELY = frozenset(["版", "号", "届", "级", "字", "步", "点", "口", "门", "节", "段", "句", "站", "回", "度", "列"])  # units that with a small figure mostly number something


def value_of(figure: re.Match[str]) -> float:
    """Return the number of a figure that ``numbers`` found, its scale (万) not counted."""
    return float(figure["value"].replace(",", ""))


def numbers(sk: Skeleton) -> Iterator[re.Match[str]]:
    """Yield the figures of a paragraph that count or measure something, with the groups value, scale, unit, pre, more, more2 and over."""
    s = sk.text
    for a, b in sk.sentences:
        for m in _NUMBER.finditer(s, a, b):
            unit, value = m["unit"], value_of(m)
            before, after = s[max(0, m.start() - 3) : m.start()], s[m.end() : m.end() + 6]
            ordinal = _NOT_BEFORE.search(before) and not m["pre"]
            timed = unit in ("年", "日", "天", "周", "点", "分", "个月", "小时", "号") and _is_time(m, before, after)
            ranged = re.match(r"[—\-~～至到]\d", after)
            small = unit in _RARELY and not m["scale"] and value < 5
            if not (ordinal or timed or ranged or small) and len(m["value"]) <= 18:  # no figure of the news is longer
                yield m


def _is_time(m: re.Match[str], before: str, after: str) -> bool:
    unit, value = m["unit"], value_of(m)
    if unit == "年":
        return value > 1000 or bool(re.search(r"近$", before)) or bool(_DATE_AFTER.match(after)) or before.endswith(("近", "这", "过去", "未来", "连续"))
    if unit == "日":
        return not m["scale"]
    if unit in ("点", "分"):
        return value <= 60 and not m["scale"]
    return bool(re.match(r"(?:前|后|内|来|间|里|一)", after)) or (unit == "小时" and value == 24)
