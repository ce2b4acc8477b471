"""Pure functions from text to text: display width, sentences, numbers."""

import re
import unicodedata
from collections.abc import Iterator

TERMINAL = "。！？!?…；;"
_CLOSING = "”’」』）)》"
_SENTENCE = re.compile(rf"[^。！？!?；;\n]*(?:[。！？!?；;]+[{_CLOSING}]*|\n|$)")
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def cells(text: str) -> int:
    """Return the width of ``text`` in half-width cells, as a newspaper column counts it.

    >>> cells("ab永川")
    6
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def squeeze(text: str) -> str:
    """Return ``text`` without white space.

    >>> squeeze("钟 梅")
    '钟梅'
    """
    return "".join(text.split())


def name_key(name: str) -> str:
    """Return a name as compared: NFKC, no white space, quotation or title marks, lower case.

    >>> name_key("《“盖碗说事”规程》")
    '盖碗说事规程'
    """
    made = unicodedata.normalize("NFKC", squeeze(name))
    return re.sub(r"[\"'“”‘’《》〈〉「」『』【】]", "", made).replace("・", "·").replace("•", "·").lower()


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the half-open spans of the sentences in ``text[start:end]``: ends are 。！？； with the closing marks after them.

    >>> [("他说：“好。”走了。")[a:b] for a, b in sentences("他说：“好。”走了。")]
    ['他说：“好。”', '走了。']
    """
    stop = len(text) if end is None else end
    for m in _SENTENCE.finditer(text, start, stop):
        a, b = m.span()
        while a < b and text[a].isspace():
            a += 1
        while b > a and text[b - 1].isspace():
            b -= 1
        if a < b:
            yield a, b


def chinese_number(text: str) -> int | None:
    """Read a number written in Chinese up to 9,999, or None.

    >>> [chinese_number(t) for t in ("三", "十二", "二百零五", "两千", "二〇二五", "桥")]
    [3, 12, 205, 2000, 2025, None]
    """
    if not text:
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _UNITS:
            total += (digit or 1) * _UNITS[c]
            digit = 0
        else:
            return None
    return total + digit
