"""Pure functions from text to text: display width, sentences, numbers."""

import re
import unicodedata
from collections.abc import Iterator

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # with which a cell begins that a spreadsheet runs
_CLOSING = "”’」』）)》"
_SENTENCE = re.compile(rf"[^。！？!?；;\n]*(?:[。！？!?；;]+[{_CLOSING}]*|\n|$)")


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


_WIDE = str.maketrans(",;:?!()", "，；：？！（）")
_NARROW = re.compile(r"(?<=[^\x00-\x7f])[,;:?!()]+|[,;:?!()]+(?=[^\x00-\x7f])")
_STRAIGHT = re.compile(r'"([^"\n]*)"')


def full_width(text: str) -> str:
    """Return ``text`` with the punctuation of Chinese sentences in full width and straight quotation marks curled, character for character.

    >>> full_width('程东(女)说:"来了1,200人,都好!"他笑了。 (a, b)')
    '程东（女）说：“来了1,200人，都好！”他笑了。 (a, b)'
    """
    curled = _STRAIGHT.sub(r"“\1”", text) if '"' in text else text
    return _NARROW.sub(lambda m: m.group().translate(_WIDE), curled)


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


def definitions(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (where the bracket opens, where the short form begins, short form) for each definition: （以下简称“X”）, （简称X）, （下称X）.

    >>> list(definitions("成都凤凰湖水务集团有限公司（以下简称凤凰湖水务）投资"))
    [(13, 18, '凤凰湖水务')]
    """
    for m in re.finditer(r"[（(](?:以下|下)?(?:统)?(?:简称|称)(?:为|：)?[“《]?(?P<short>[^”》）)“《]{2,20})[”》]?[）)]", text):
        yield m.start(), m.start("short"), m["short"]
