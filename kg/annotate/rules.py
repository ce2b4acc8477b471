"""Mentions that form alone decides: titles in 《》, quoted names with their head nouns, bylines, divisions, repeated names.

Each rule is a function from an article to mentions; how they and the model are reconciled is decided in ``annotate`` alone.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from kg import coref
from kg.annotate.features import is_common, words_at
from kg.lexicon import (
    COMPOUND_SURNAMES,
    SURNAMES,
    body_row,
    brand_row,
    divisions,
    is_in_place,
    is_name_shaped,
    is_row,
    org_suffixes,
    person_row,
    programme_heads,
    short_form,
    signature,
    table,
    titles,
)
from kg.model import Article, Mention
from kg.text import squeeze

_DOCUMENT = re.compile(
    r"(?:条例|办法|规定|通知|方案|意见|规划|纲要|计划|手册|细则|规程|公约|协议|协议书|清单|白皮书|蓝皮书|报告|指南|指引|标准|决定|决议|公报|法|章程|图谱|[十百\d]+[条问策招]|倡议书|责任书|承诺书|问答|名单|通报|实施|简报|汇编|规则|准则|规范|制度|守则|议案|建议|案例集|读本|若干措施|措施|宣言|声明|备忘录|合同|目录|导则|解释|公告|通告|倡议|函|书|记录|计划书|要点|任务书|台账|大纲|年鉴|图册|词典|折页|榜单)(?:[（(][^（）()]{1,16}[）)])*$"
)
_QUOTED = re.compile(r"“([^“”\n]{2,24})”")
_RUN_BEFORE = re.compile(
    r"(?:打造|推出|开展|创建|推行|启动|实施|创新|建立|探索|开设|构建|开办|上线|发起|设立|创办|擦亮|开通|举办|培育|叫响|办起|研发|开发|名为|名叫|取名|叫做|叫作|称为|命名为|形成|总结出|探索出)(?:了|出)?(?:[\u4e00-\u9fff]{0,6})$"
)
_PAPER = re.compile(
    r"(?P<paper>[\u4e00-\u9fff]{2,10}(?:报|报社|融媒体中心|融媒|晨刊|周刊|网|电视台|广播电视台|传媒|通讯社|客户端))(?:首席|见习|特约|全媒体|实习)?(?:记者|通讯员|实习生)"
)
_REPORTER = re.compile(r"(?:记者|通讯员|实习生|见习记者|作者|撰稿)[\s：:/]*(?P<names>(?:[\u4e00-\u9fff·]{1,12}[\s、]*){1,6})")
_NAME = re.compile(r"[\u4e00-\u9fff]\s[\u4e00-\u9fff](?![\u4e00-\u9fff])|[\u4e00-\u9fff·]{2,12}")
_BEFORE_NAME = frozenset(["post", "job"])


@cache
def _catchwords() -> frozenset[str]:
    return frozenset(word for (words,) in table("catchwords.tsv") for word in words.split())


def is_catchword(name: str) -> bool:
    """Tell whether a quoted phrase is a known catchword that names no programme (最后一公里, 两个维护).

    >>> [is_catchword(w) for w in ("最后一公里", "永心桥")]
    [True, False]
    """
    return squeeze(name) in _catchwords()


def documents(article: Article) -> Iterator[Mention]:
    """Yield what 《》 marks as a document by its last word."""
    for m in re.finditer(r"《([^《》\n]{2,60}(?:〈[^〈〉]{1,30}〉[^《》\n]{0,20})?)》", article.text):
        if _DOCUMENT.search(re.sub(r"[”’]$", "", m[1])):
            yield Mention(m.start(1), m.end(1), "DOCUMENT", m[1], "rule:document", 0.93)


def quoted(article: Article) -> Iterator[Mention]:
    """Yield quoted names: with the head noun of a body after them a body, with a programme's a programme."""
    text = article.text
    for m in _QUOTED.finditer(text):
        name = m[1]
        if is_catchword(name) or re.search(r"[。！？，；：,!?;]", name):
            continue
        body = org_suffixes().at(text, m.end())
        head = programme_heads().at(text, m.end())
        group = re.match(
            r"(?:党员|青年|巾帼|红色|志愿者?|公益|爱心|文明|普法|党建|法律|理论|医疗|专属|的)?(?:志愿服务(?:总|分|小)?队|服务队|宣讲团|宣讲队|突击队|先锋队|巡逻队|调解队|工作队|工作室|专班|联盟|合作社|救援队|艺术团|调解室|维修队|帮办队|送餐队|联合会|理事会|服务团)",
            text[m.end() : m.end() + 14],
        )
        if group and not group.group().startswith("的"):
            end = m.end() + group.end()
            yield Mention(m.start(), end, "ORG", text[m.start() : end], "rule:quoted-body", 0.8)
        elif head and not (body and body.end > head.end):
            yield Mention(m.start(1), m.end(1), "PROGRAMME", name, "rule:quoted-programme", 0.72, kind=text[head.start : head.end])
        elif _RUN_BEFORE.search(text[max(0, m.start() - 12) : m.start()]) and not body:
            yield Mention(m.start(1), m.end(1), "PROGRAMME", name, "rule:quoted-run", 0.5)


_HONOUR_END = re.compile(
    r"(?:奖|集体|个人|标兵|能手|模范|组织|项目|员|站|团队|志愿者|教师|工匠|先锋|之星|好人|榜样|单位|家庭|党员|工作者|品牌|案例|称号|青年|医生|暖医|企业家|达人|示范户)$"
)


def honours(article: Article) -> Iterator[Mention]:
    """Yield honours: “X”称号, what 获评 and 授予 stand before, and the headings of lists."""
    text = article.text
    for m in re.finditer(
        r"“([^“”\n，。！？；]{2,24})”(?=(?:荣誉)?称号|荣誉|奖牌|奖章|的?牌匾|证书)|(?:授予|获评|荣获|获得|被评为|评为|获颁|捧回|入选|荣膺|命名为|认定为|获)(?:了|为)?[^，。；“”\n]{0,10}“([^“”\n，。！？；]{2,24})”(?!的)",
        text,
    ):
        group = 1 if m[1] else 2
        if not _DOCUMENT.search(m[group]) and not is_catchword(m[group]):
            yield Mention(m.start(group), m.end(group), "AWARD", m[group], "rule:honour", 0.86 if group == 1 else 0.78)
    for block, after in zip(article.blocks, article.blocks[1:], strict=False):
        if block.role in ("item", "subhead") and after.role == "item":
            heading = re.fullmatch(
                r"(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+[.、])?\s*(?P<name>[\u4e00-\u9fff“”]{3,16}?)(?:名单)?(?:[（(][^（）()]{1,8}[）)])?[：:]?",
                text[block.start : block.end],
            )
            name = heading["name"] if heading else ""
            if (
                heading
                and _HONOUR_END.search(name.rstrip("”"))
                and not is_row(heading.group())
                and not is_name_shaped(name)
                and org_suffixes().suffix(name) not in ("服务站", "工作站")
            ):
                yield Mention(block.start + heading.start("name"), block.start + heading.end("name"), "AWARD", name, "rule:honour-heading", 0.7)


def bylines(article: Article) -> Iterator[Mention]:
    """Yield reporters and their papers in bylines, captions and datelines."""
    text = article.text
    for block in article.blocks:
        if block.role not in ("byline", "caption", "body", "source", "item"):
            continue
        end = block.end if block.role in ("byline", "caption") else min(block.end, block.start + 60)
        zones = [(block.start, end)]
        zones += [(block.start + m.start(), block.start + m.end()) for m in re.finditer(r"[（(][^（）()]{0,14}(?:记者|通讯员)[^（）()]{1,40}[）)]", text[block.start : block.end])]
        if block.role in ("body", "item"):
            zones = zones[1:]
        for a, b in zones:
            for m in _PAPER.finditer(text, a, b):
                start = m.start("paper")
                if not m["paper"].startswith(("本报", "我报")):
                    yield Mention(start, m.end("paper"), "ORG", m["paper"], "rule:byline", 0.9)
            for m in _REPORTER.finditer(text, a, b):
                for n in _NAME.finditer(text, m.start("names"), m.end("names")):
                    if is_name_shaped(n.group()) or "·" in n.group():
                        yield Mention(n.start(), n.end(), "PERSON", n.group(), "rule:byline", 0.93)
        if block.role == "byline":
            for m in re.finditer(r"^[（(]\s*((?:[\u4e00-\u9fff]\s?){2,4})\s*[）)]$", text[block.start : block.end]):
                if is_name_shaped(m[1]):
                    words = m[1].rstrip()
                    yield Mention(block.start + m.start(1), block.start + m.start(1) + len(words), "PERSON", words, "rule:byline", 0.9)


def listed(article: Article) -> Iterator[Mention]:
    """Yield the names with which the rows of a list begin."""
    for block in article.blocks:
        if block.role in ("item", "body", "title", "subhead"):
            line = article.text[block.start : block.end]
            m = person_row(line)
            if m and (block.role == "item" or len(line) < 40):
                yield Mention(block.start, block.start + m.end("name"), "PERSON", m["name"], "rule:list", 0.85)
            if block.role == "item":
                brand = brand_row(line)
                if brand and not is_catchword(brand["brand"]):
                    yield Mention(block.start + brand.start("brand"), block.start + brand.end("brand"), "PROGRAMME", brand["brand"], "rule:list", 0.85)
                body = brand or signature(line) or body_row(line)
                if body and is_in_place(body["body"]):
                    yield Mention(block.start + body.start("body"), block.start + body.end("body"), "ORG", body["body"], "rule:list", 0.8)
                for n in re.finditer(r"(?<![\u4e00-\u9fff])(?P<name>[\u4e00-\u9fff]\s[\u4e00-\u9fff]|[\u4e00-\u9fff·]{2,12})(?=[（(][^（）()]{4,24}[）)])", line):
                    if is_name_shaped(n["name"]) or "·" in n["name"]:
                        yield Mention(block.start + n.start("name"), block.start + n.end("name"), "PERSON", n["name"], "rule:list", 0.85)


def titled(article: Article) -> Iterator[Mention]:
    """Yield the name-shaped words right after a title and before a mark or a verb of speech: 区长陈某说."""
    text = article.text
    for hit in titles().find(text):
        if hit.value not in _BEFORE_NAME:
            continue
        at = hit.end + (1 if text[hit.end : hit.end + 1] == " " else 0)
        surname = 2 if text[at : at + 2] in COMPOUND_SURNAMES else 1 if text[at : at + 1] in SURNAMES else 0
        if not surname:
            continue
        for size in (surname + 2, surname + 1):
            name = text[at : at + size]
            if len(name) < size:
                continue
            after = text[at + size : at + size + 2]
            if is_common(name, surname):
                continue
            if is_name_shaped(name) and (not after or re.match(r"[，。、：；（）)\s]|说|表示|介绍|告诉|带|在|等|出席|主持|参加|为|是|的|和|与", after)):
                yield Mention(at, at + size, "PERSON", name, "rule:title", 0.6)
                break


def places(article: Article) -> Iterator[Mention]:
    """Yield the divisions that stand in full: 永川区, 大连路街道. Names of two characters are left to the model."""
    for hit in divisions().full.find(article.text):
        words = article.text[hit.start : hit.end]
        if len(words) >= 3:
            yield Mention(hit.start, hit.end, "PLACE", words, "gazetteer", 0.55 if len(hit.value[0].code) < 9 else 0.45)


def stems(article: Article, found: Iterable[Mention]) -> Iterator[Mention]:
    """Yield the short forms of the divisions that an article names in full: 永川 is a place where 永川区 stands."""
    known = {m.text for m in found if m.type == "PLACE" and (d := divisions().full.entries.get(m.text)) and len(d[0].code) < 9}
    for stem in sorted(filter(None, map(short_form, known))):
        for again in re.finditer(re.escape(stem), article.text):
            yield Mention(again.start(), again.end(), "PLACE", stem, "gazetteer", 0.42)


def defined(article: Article, found: Iterable[Mention]) -> Iterator[Mention]:
    """Yield the short forms that the text defines right after a name (（以下简称“绿源公司”）): they are of its type."""
    for m, start, short in coref.defined(sorted(found), article.text):
        yield Mention(start, start + len(short), m.type, short, "rule:defined", 0.95)


def repeated(article: Article, found: Iterable[Mention]) -> Iterator[Mention]:
    """Yield the further occurrences of names that were found once: of two characters only persons' and quoted ones."""
    known: dict[str, Mention] = {}
    ordered = sorted(found, key=lambda m: (-m.score, m.start))
    taken = bytearray(len(article.text))
    for m in ordered:
        known.setdefault(m.text, m)
        taken[m.start : m.end] = b"\1" * (m.end - m.start)
    bounds = {len(article.text), *(at for at, _ in words_at(article.text))}
    for words, first in sorted(known.items(), key=lambda item: -len(item[0])):
        if len(words) < 2 or (len(words) == 2 and first.type not in ("PERSON", "PLACE")):
            continue
        for found_again in re.finditer(re.escape(words), article.text):
            a, b = found_again.span()
            inside = len(words) <= 3 and not {a, b} <= bounds  # 发展|中国|家
            if not inside and not any(taken[a:b]):
                taken[a:b] = b"\1" * (b - a)
                yield Mention(a, b, first.type, words, "repeated", round(first.score * 0.8, 3), first.kind)
