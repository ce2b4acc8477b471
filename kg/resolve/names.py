"""Canonical names: the place that a writer left out is put back, marks are taken off, short forms of divisions are written in full."""

import re
from collections.abc import Sequence
from functools import cache

from kg.lexicon import Division, divisions, is_renowned, table
from kg.model import Mention
from kg.text import name_key, squeeze

_LEVEL_WORD = re.compile(r"^(?P<word>自治区|省|市|区|县|旗|州|盟|镇|乡|街道|社区|村)(?=(?P<rest>.{1,}))")
# What begins a body's name after its level word: 区委, 县信访局, 镇综治中心 — and not 区块链, 村民, 市场, 省心桥, 县域, 街道 alone.
_ORGAN = re.compile(
    r"^(?:委|党|居委|村委|政府|人民|人大|政协|纪|监|总工会|工会|妇|残|团|文|科|工商|侨|红十字|发|财|教育|公安|民|司法|人|自然|规划|生态|住|城|交|水|农|商|卫|退役|应急|审计|市场监|统计|医|信访|税务|大数据|数|行政|政务|综|政法|组织|宣传|统战|社会|直|机关|编|老|党|供销|气象|融媒|新时代|图书|博物|体育|法院|检察|中|就业|养老|慈善|志愿|关|经|招商|投资|乡村|林|畜|渔|动物|疾|妇幼|消防|烟草|邮政|供电|电力|自来|公路|国|档案|史|地震|消费|个|律师|人才|青|少|老龄|民族|外|海|港|粮|物|房|园|环|市政|执法|网信|双拥|平安|禁毒|反|大|公|总|联|第|初|实验|幼儿|小学|居|村|两|物业|服务|便民|调|卫生|敬老|司|派出|巡|专|接|矛|消)"
)
_PARTY_ORGAN = re.compile(r"^(?:组织部|宣传部|统战部|政法委|社会工作部)$")
_SUFFIX = {"省": 2, "自治区": 2, "市": 4, "州": 4, "盟": 4, "区": 6, "县": 6, "旗": 6}
_TOWNS = {"镇": "镇", "乡": "乡", "街道": "街道", "社区": "社区", "村": "村"}


@cache
def _abbreviations() -> list[tuple[str, str]]:
    return sorted(((s, f) for s, f in table("abbreviations.tsv")), key=lambda row: -len(row[0]))


def full_form(name: str) -> str:
    """Return the key under which all official forms of a body's name are one: marks and 中共 off, short forms written out.

    >>> full_form("合水县城关镇党委") == full_form("临潭县城关镇党委")
    False
    >>> full_form("区人社局") == full_form("区人力资源和社会保障局"), full_form("中共永川区委") == full_form("永川区委")
    (True, True)
    """
    made = re.sub(r"^(?:中共|中国共产党)(?=.{3})", "", name_key(name))
    made = re.sub(r"委员会?$", "委", made)
    for short, full in _abbreviations():
        if short in made and full not in made:
            made = made.replace(short, full)
    return re.sub(r"委员会?$", "委", made.replace("人民政府", "政府")).replace("机关党委员会", "机关党委")


def lacks_place(name: str) -> str | None:
    """Return the level word with which a body's name begins in place of a division's name (区委 → 区), or None.

    >>> [lacks_place(n) for n in ("区委", "县信访局", "市场监督管理局", "永川区委", "镇综治中心", "村民议事会")]
    ['区', '县', None, None, '镇', None]
    """
    if name.startswith(
        ("市场", "村民", "社区卫生服务", "社区矫正", "市民议", "市民学", "市民广", "市民中心", "市民服务", "市民云", "市民公约", "区块", "县域", "省心", "街道社区", "村居", "区域")
    ):
        return None
    m = _LEVEL_WORD.match(name)
    return m["word"] if m and _ORGAN.match(m["rest"]) else None


class Namer:
    """Gives each mention of an article its canonical name, from the article's home and from the places named before it."""

    def __init__(self, home: Division | None, mentions: Sequence[Mention]) -> None:
        """Prepare the chain of the home division and the article's places in order."""
        self.home = home
        self.table = divisions()
        self.chain = self.table.chain(home) if home else []
        self.places = [m for m in mentions if m.type in ("PLACE", "ORG")]

    def division(self, name: str) -> Division | None:
        """Return the division that a place name means here: the home or one above or under it, else the only one of that name."""
        found = self.table.named(name)
        near = [d for d in found if self.home and (d in self.chain or d.code.startswith(self.home.code))]
        if near:
            return near[0]
        wide = [d for d in found if self.home and d.code[:4] == self.home.code[:4]] or [d for d in found if self.home and d.code[:2] == self.home.code[:2]]
        if len(wide) == 1:
            return wide[0]
        if is_renowned(name, "PLACE") and name not in self.table.full.entries:
            return None  # 南海 is the sea, other than in the province that has a district of that name
        if found and all(len(d.code) == 6 for d in found) and name not in self.table.full.entries and self.home and not wide:
            return None  # a short form of a county elsewhere: more often a word or a name
        provinces = [d for d in found if len(d.code) == 2]
        if len(provinces) == 1:  # 河北 is the province, other than in the city that has a district of that name
            return provinces[0]
        high = [d for d in found if len(d.code) < 9]
        if len(high) == 1 and (len(found) == 1 or len(high[0].code) == 2 or name not in self.table.full.entries):
            return high[0]
        if len(high) == 2 and high[0].code == high[1].code[: len(high[0].code)]:
            return high[0]
        return found[0] if len(found) == 1 and len(found[0].code) < 9 else None

    def level(self, word: str, at: int) -> str | None:
        """Return the name of the division or community that a level word stands for at a position, or None."""
        if word in _TOWNS:
            ending = _TOWNS[word]
            before = [m.text for m in self.places if m.start < at and m.text.endswith(ending) and len(m.text) > len(ending) + 1 and m.type == "PLACE"]
            if before:
                return squeeze(before[-1])
            inside = [t[0] for m in self.places if m.start < at and (t := re.findall(rf"^.*?([\u4e00-\u9fff]{{2,6}}{ending})(?=.)", m.text))]
            return inside[-1] if inside else None
        for d in self.chain:
            if word == "市" and len(d.code) == 6 and d.name.endswith("市"):
                return d.name
            if _SUFFIX[word] == len(d.code) and (d.name.endswith(word) or (word == "市" and len(d.code) == 2)):
                return d.name
            if word == "市" and len(d.code) == 2 and d.name.endswith("市"):
                return d.name
            if word == "区" and len(d.code) == 2 and d.name.endswith("自治区") and not any(len(x.code) == 6 and x.name.endswith("区") for x in self.chain):
                return d.name
        return None

    def __call__(self, m: Mention) -> str:
        """Return the canonical name of a mention; an empty text where it leaves out a place that nothing supplies (社区党委)."""
        name = re.sub(r"[\"“”《》‘’「」『』]", "", squeeze(m.text)) if m.type != "ORG" else re.sub(r"[\"“”‘’]", "", squeeze(m.text))
        if m.type == "ORG":
            name = re.sub(r"^中共(?=.{2}.*[委校组])", "", name) if len(name) > 4 and not name.startswith("中共中央") else name
            league = re.match(r"^团(?P<level>省|市|区|县|旗|州|镇|街道)(?:委|工委)$", name)
            if league and (place := self.level(league["level"], m.start)):  # 团区委 is 共青团永川区委
                return "共青团" + place + name[1 + len(league["level"]) :]
            hit = self.table.full.at(name, 0)
            if hit and len(hit.value) == 1 and name[: hit.end] != hit.value[0].name:  # 木垒县 for 木垒哈萨克自治县
                name = hit.value[0].name + name[hit.end :]
            if _PARTY_ORGAN.match(name) and self.home and len(self.home.code) == 6:
                name = self.home.name[-1] + "委" + name
            word = lacks_place(name)
            place = self.level(word, m.start) if word else None
            if word:
                return place + name[len(word) :] if place else ("" if word in _TOWNS else name)
            short = self.table.short.at(name, 0)
            if (
                short
                and self.home
                and self.home in short.value
                and not name[short.end :].startswith(("区", "县", "市", "旗", self.home.name[-1]))
                and _ORGAN.match(name[short.end :]) is not None
                and len(self.home.code) == 6
            ):
                return self.home.name + name[short.end :] if name[short.end :].startswith(("区", "县")) else name
        if m.type == "PLACE":
            nested = re.fullmatch(r"(?:.{2,8}?[省市区县旗州])?(.{2,12}?(?:街道|镇|乡|社区|村))", name)
            d = self.division(name)
            if d and len(d.code) < 9:
                return d.name
            if nested and nested[1] != name and self.table.named(name[: -len(nested[1])]):
                return nested[1]
        return name
