"""Rows of lists: what shows that a line is an entry of a roll of persons, bodies or brands, and neither a headline nor wrapped text."""

import re

from kg.lexicon.places import divisions
from kg.lexicon.words import is_name_shaped, org_suffixes, programme_heads

_NAMED = re.compile(r"(?P<name>[\u4e00-\u9fff]\s[\u4e00-\u9fff]|[\u4e00-\u9fff·]{2,14})(?:[（(][^（）()]{1,12}[）)])?[\s\u3000]+[\u4e00-\u9fff]{4}")
_WORDS = r"[^\s，。！？；：:、（）()《》]"
_BODY = re.compile(rf"(?:\d{{1,2}}[.．、])?(?P<body>{_WORDS}{{5,30}})")
_BODY_AND_BRAND = re.compile(r"(?P<body>[^\s，。！？；：:、（）()《》“”]{5,24})“(?P<brand>[^“”]{2,16})”(?P<head>[\u4e00-\u9fff]{0,6})")
_BRAND_OF_BODY = re.compile(rf"“(?P<brand>[^“”]{{2,20}})”{_WORDS}{{0,14}}[（(](?P<body>{_WORDS}{{3,24}})[）)]")
_SIGNED = re.compile(r"(?P<body>[\u4e00-\u9fff]{3,20})\s+(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:公布|发布|公示)?")
_PRAISE = re.compile(r"最[美佳]|优秀|先进|十佳|模范|标兵|杰出|示范|金牌|奖|突出|好人")
_SPEAKS = re.compile(r"[的了着让就]|走[进入]|有好|组建|打造|成立|落户|一[支个条]|永不")  # words of headlines, not of names
_POST = re.compile(r"[\u4e00-\u9fff]{2,}(?:[员长师生手人者家]|书记|主任|主席|经理|委员|教授|干部|医生|民警|法官|学校|[小中大]学|医院|村|社区|公司|局|站|所|队)")


def _is_body(words: str) -> bool:
    return words.endswith("队") or org_suffixes().suffix(words) is not None


def listed_name(text: str) -> re.Match[str] | None:
    """Return what may be the person's name (``name``) with which a row begins, a bracket and a space after it.

    >>> listed_name("苏映雪（女，汉族） 青山县政务服务中心干部")["name"], listed_name("送清凉 听民声")
    ('苏映雪', None)
    """
    return _NAMED.match(text)


def person_row(text: str) -> re.Match[str] | None:
    """Return the person's name (``name``) with which a row begins.

    >>> [m and m["name"] for m in map(person_row, ("钟兰英(畲族)    隆教畲族乡文化站站长", "携手同行 共建美好家园"))]
    ['钟兰英', None]
    """
    found = listed_name(text)
    if found is None:
        return None
    fits = _POST.search(text, found.end("name")) is not None if "·" in found["name"] else is_name_shaped("".join(found["name"].split()))
    return found if fits else None


def brand_row(text: str) -> re.Match[str] | None:
    """Return ``body`` and ``brand`` of a row that is a body and its brand, or a brand and in brackets its body.

    >>> [m and m["brand"] for m in map(brand_row, ("“灯下课堂”夜间辅导（南靖县梅林镇团委）", "南漳县档案馆党支部“兰台红烛”", "蒙阴县人民医院“背篓”巡回医疗队"))]
    ['灯下课堂', '兰台红烛', None]
    """
    found = _BODY_AND_BRAND.fullmatch(text)
    if found and found["head"] and found["head"] not in programme_heads().entries:
        return None
    found = found or _BRAND_OF_BODY.fullmatch(text)
    return found if found and org_suffixes().suffix(found["body"]) else None


def signature(text: str) -> re.Match[str] | None:
    """Return ``body`` of the line with which a list is signed.

    >>> signature("青山县文明办 7月10日公布")["body"]
    '青山县文明办'
    """
    found = _SIGNED.fullmatch(text)
    return found if found and (_is_body(found["body"]) or found["body"].endswith("办")) else None


def body_row(text: str) -> re.Match[str] | None:
    """Return ``body`` of a row that is a body and nothing else. Headings that name an honour are none.

    >>> [m and m["body"] for m in map(body_row, ("三角梅骑手志愿服务队", "最佳志愿服务队", "一、先进集体"))]
    ['三角梅骑手志愿服务队', None, None]
    """
    found = _BODY.fullmatch(text)
    return found if found and not _PRAISE.search(text) and not _SPEAKS.search(text) and _is_body(text) else None


def is_in_place(body: str) -> bool:
    """Tell whether a body's name begins with that of a division: so begin the names of rolls, and no sentence does that ends like one."""
    return divisions().full.at(body, 0) is not None


def is_plain_row(text: str) -> bool:
    """Tell whether a line can hardly be anything but a row: a person and a post, or a body that begins with its place, alone or with its brand.

    >>> is_plain_row("青山县人民医院"), is_plain_row("永川区人民医院")
    (False, True)
    """
    found = brand_row(text) or body_row(text)
    return person_row(text) is not None or (found is not None and is_in_place(found["body"]))


def is_row(text: str) -> bool:
    """Tell whether a line may be a row of a list, a person and a post, a body, or a body and its brand, or its signature.

    >>> [is_row(x) for x in ("巩学礼　杜曲镇中心学校", "三角梅骑手志愿服务队", "南漳县档案馆党支部“兰台红烛”", "送清凉 听民声")]
    [True, True, True, False]
    """
    return any(form(text) is not None for form in (person_row, brand_row, body_row, signature))
