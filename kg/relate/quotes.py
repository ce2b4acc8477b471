"""Who said what: direct speech before or after its speaker, reported speech."""

import re
from collections.abc import Iterator

from kg.model import Claim
from kg.relate.skeleton import CLASS, Skeleton, type_of

_ANY = CLASS["ANY"]
_SAY = "表示|说道|笑着说|感慨道|感叹道|介绍说|解释说|告诉记者|坦言|直言|强调|指出|认为|介绍|要求|坦陈|提出|回忆|回忆说|感慨|感叹|称赞|赞叹|点赞|笑称|透露|建议|呼吁|解释|说明|评价|总结|补充道|补充说|写道|承诺|坦承|深有感触|连声道谢|竖起大拇指|喊道|问道|道|称|说|讲|话|希望|宣布|反问|叮嘱|打趣|算账|喊"
_SPEAKER = f"[{CLASS['PERSON']}{CLASS['WHO']}]"
_BODY = f"[{CLASS['ORG']}{CLASS['PLACE']}{CLASS['REF']}]"
_OFFICIAL = r"[^，。；：“”{ANY}]{0,12}(?:负责人|负责同志|工作人员|有关人士|相关人士|发言人|书记|主任|局长|部长)?".replace("{ANY}", _ANY)
_DIRECT = re.compile("“[^“”]*(?:“[^“”]*”[^“”]*)*”")
_BEFORE = re.compile(rf"(?P<who>{_SPEAKER})(?P<mid>[^。！？“”；{_ANY}]{{0,24}}?(?:{_SAY})?[^。！？“”；{_ANY}]{{0,6}})[：:，,]\s*$")
_BEFORE_BODY = re.compile(rf"(?P<who>{_BODY}){_OFFICIAL}[^。！？“”；{_ANY}]{{0,8}}(?:{_SAY})[：:]\s*$")
_AFTER = re.compile(rf"^(?P<pre>[^。！？“”；]{{0,40}}?)(?P<who>{_SPEAKER})(?P<mid>[^。！？“”；：，{_ANY}]{{0,20}}?)(?:{_SAY})")
_AFTER_BODY = re.compile(rf"^(?:据)?[^。！？“”；{_ANY}]{{0,6}}(?P<who>{_BODY}){_OFFICIAL}[^。！？“”；{_ANY}]{{0,8}}(?:{_SAY})")
_REPORTED = re.compile(
    rf"(?P<who>{_SPEAKER}|{_BODY})(?P<mid>[^。！？“”；：，、{_ANY}]{{0,14}}?)(?P<verb>表示|强调|指出|认为|介绍|要求|坦言|直言|透露|称|说|提出|呼吁|建议|希望|宣布|介绍说|告诉记者|解释)(?P<comma>[，,：:])(?P<said>(?!“)[^。！？\n]{{4,}})"
)


def _speech(text: str) -> bool:
    """Tell speech from a name or a catchword in quotation marks: speech is a sentence, or long."""
    inner = text[1:-1]
    return bool(re.search(r"[。！？…，,!?]", inner)) or len(inner) >= 12


def _plain(sk: Skeleton, a: int, b: int) -> str:
    start, end = sk.span(a, b)
    return sk.article.text[start:end].strip()


def match_quotes(sk: Skeleton) -> list[Claim]:
    """Return the quotes of a paragraph, direct ones first; a stretch of speech is used once."""
    return list(_quotes(sk))


def _claim(sk: Skeleton, who: int, a: int, b: int, rule: str, confidence: float, low: int, high: int) -> Claim:
    words = _plain(sk, a, b)
    start, end = sk.span(min(low, who), max(high, who + 1))
    return Claim("says", sk.mentions[who], None, start, end, rule, confidence, value=words)


def _quotes(sk: Skeleton) -> Iterator[Claim]:
    s = sk.text
    used: list[tuple[int, int]] = []
    last: int | None = None
    for m in _DIRECT.finditer(s):
        if not _speech(m.group()):
            continue
        a, b = m.start() + 1, m.end() - 1
        ahead = s[m.end() : m.end() + 70]
        low = max(0, m.start() - 60)
        before = _BEFORE.search(s[low : m.start()]) or _BEFORE_BODY.search(s[low : m.start()])
        spoken = before and (re.search(f"(?:{_SAY})", s[low + before.start() : m.start()]) or s[m.start() - 1 : m.start()] in "：:")
        after = _AFTER.match(ahead) or _AFTER_BODY.match(ahead)
        sentence_end = s[m.end() - 2] in "。！？…!?，,"
        if before and spoken:
            who = low + before.start("who")
            confidence = 0.95
        elif after and sentence_end:
            who = m.end() + after.start("who")
            confidence = 0.9
        elif last is not None and re.match(r"[^“”]{0,2}$", s[used[-1][1] + 1 : m.start()] if used else "x" * 9) and sentence_end:
            who, confidence = last, 0.6
        else:
            continue
        high = m.end() + (after.end() if after and not (before and spoken) else 0)
        used.append((m.start(), m.end()))
        last = who
        yield _claim(sk, who, a, b, "quote.direct", confidence, min(m.start(), who), high)
    for m in _REPORTED.finditer(s):
        a, b = m.span("said")
        if any(x < b and a < y for x, y in used) and any(x < a + 4 for x, y in used if a < y):
            continue
        who = m.start("who")
        if type_of(s[who]) in ("PLACE",) and not re.search("负责|人士|发言", m["mid"]):
            continue
        if re.search("说起|据说|听说|会同|应", m["mid"]):
            continue
        cut = next((x for x, y in used if a < x < b), b)
        if cut - a >= 4:
            yield _claim(sk, who, a, cut, "quote.reported", 0.8, m.start(), b)
