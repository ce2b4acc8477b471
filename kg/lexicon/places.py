"""Administrative divisions with their codes: names, short forms, levels and the chain upwards."""

import re
from functools import cache
from typing import NamedTuple

from kg.lexicon.gazetteer import Gazetteer
from kg.lexicon.words import table

LEVELS = {2: "province", 4: "city", 6: "county", 9: "town"}
_MINORITIES = [
    "仫佬",
    "毛南",
    "土家",
    "布依",
    "苗",
    "侗",
    "壮",
    "瑶",
    "彝",
    "藏",
    "羌",
    "白",
    "回",
    "满",
    "蒙古",
    "朝鲜",
    "维吾尔",
    "哈萨克",
    "傣",
    "景颇",
    "傈僳",
    "怒",
    "独龙",
    "纳西",
    "哈尼",
    "拉祜",
    "佤",
    "布朗",
    "黎",
    "畲",
    "锡伯",
    "达斡尔",
    "鄂温克",
    "鄂伦春",
    "仡佬",
    "水",
    "土",
    "撒拉",
    "东乡",
    "保安",
    "裕固",
    "塔吉克",
    "柯尔克孜",
    "各",
]


class Division(NamedTuple):
    """A division: its national code (2, 4, 6 or 9 digits) and its full name."""

    code: str
    name: str

    @property
    def level(self) -> str:
        """``province``, ``city``, ``county`` or ``town``."""
        return LEVELS[len(self.code)]


def short_form(name: str) -> str | None:
    """Return the name without its ending, if two characters or more remain: 永川区 → 永川, 罗城仫佬族自治县 → 罗城.

    >>> [short_form(n) for n in ("永川区", "广西壮族自治区", "罗城仫佬族自治县", "内蒙古自治区", "吉县")]
    ['永川', '广西', '罗城', '内蒙古', None]
    """
    stem = re.sub(r"(自治[区州县旗]|特别行政区|[省市区县旗盟]|地区)$", "", name)
    if name.endswith(("自治区", "自治州", "自治县", "自治旗")):
        trimmed = True
        while trimmed:
            trimmed = False
            for people in _MINORITIES:
                for tail in (people + "族", people if people in ("维吾尔", "哈萨克") else ""):
                    if tail and stem.endswith(tail) and len(stem) - len(tail) >= 2:
                        stem, trimmed = stem[: -len(tail)], True
    return stem if len(stem) >= 2 and stem != name else None


class Divisions:
    """All divisions, by code and by name.

    >>> d = divisions()
    >>> [d.by_code["500118"].name, d.parent(d.by_code["500118"]).name]
    ['永川区', '重庆市']
    """

    def __init__(self, rows: list[Division]) -> None:
        """Index the rows, which come sorted by code."""
        self.by_code = {r.code: r for r in rows}
        full: dict[str, list[Division]] = {}
        short: dict[str, list[Division]] = {}
        informal: list[tuple[str, Division]] = []
        for r in rows:
            full.setdefault(r.name, []).append(r)
            if r.level != "town":
                stem = short_form(r.name)
                if stem:
                    short.setdefault(stem, []).append(r)
                if stem and r.name.endswith(("自治县", "自治旗", "自治州")):
                    informal.append((stem + r.name[-1], r))
        for name, r in informal:  # 木垒县 for 木垒哈萨克自治县, where no other division is called so
            if name not in full:
                full[name] = [r]
        self.full = Gazetteer({name: tuple(found) for name, found in full.items()})
        self.short = Gazetteer({name: tuple(found) for name, found in short.items()})

    def parent(self, division: Division) -> Division | None:
        """Return the next division above (a province's is None; 市辖区 rows are passed over)."""
        for size in (6, 4, 2):
            if size < len(division.code) and division.code[:size] in self.by_code:
                return self.by_code[division.code[:size]]
        return None

    def chain(self, division: Division) -> list[Division]:
        """Return the division and all above it, lowest first."""
        found: list[Division] = []
        at: Division | None = division
        while at:
            found.append(at)
            at = self.parent(at)
        return found

    def named(self, name: str) -> tuple[Division, ...]:
        """Return the divisions that bear ``name`` in full or in short form, higher levels first."""
        both = (*self.full.entries.get(name, ()), *self.short.entries.get(name, ()))
        return tuple(sorted(both, key=lambda d: (len(d.code), d.code)))


@cache
def divisions() -> Divisions:
    """Load the table once (44,000 rows)."""
    return Divisions([Division(code, name) for code, name in table("divisions.tsv")])
