"""Candidates for which form alone speaks: many, most of them no names. ``weigh`` tells which are; here nothing is lost that could be one."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.annotate.bodies import NAME_VERBS
from kg.annotate.features import word_tag, words_at
from kg.annotate.rules import is_catchword
from kg.lexicon import COMPOUND_SURNAMES, SURNAMES, divisions, org_suffixes, programme_heads
from kg.model import Article, Mention

_QUOTED = re.compile(r"“([^“”\n，。！？；：]{2,24})”")
_COUNTED = re.compile(
    r"(?:(?:[\dA-Za-z一二三四五六七八九十两百双多\u4e00-\u9fff]{1,8}[+＋]){1,5}[\dA-Za-z一二三四五六七八九十两百NnX\u4e00-\u9fff]{1,8}|(?:[一二三四五六七八九十两双多][\u4e00-\u9fff]{1,3}){2,4})(?=[”’]|机制|模式|工作法|体系|制度|行动|布局|格局|工程|战略)"
)
_LEFT, _MOST = 6, 22  # words, characters
# Head nouns beside those of the lexicon: endings of two and more annotated names of the type.
_HEADS = {
    "ORG": re.compile(r"[部办队站社庭坊所室院会班组店团联馆营厂台屋圃庄]|基地|家园|之家|基金|网点|频道|中央|水务|交投|煤矿|食堂|共同体"),
    "PROGRAMME": re.compile(r"[制网圈库课季卡号]|[一二三四五六]期|联播|协作|建设|社区|通道|党日|整治|普查|循环|专项|攻坚战|小院|议事|助学|商量"),
    "PLACE": re.compile(
        r"街道|社区|小区|广场|公园|大道|产业园|工业园|园区|景区|地区|通道|口岸|地带|枢纽|高速|市场|中心|遗址|海峡|沙漠|半岛|水库|大厦|公寓|家园|花园|码头|基地|古镇|[村镇乡路街桥站港园苑湖河江山岛湾寨区国县市州城线屯场馆楼寺院渠洞泉旗盟]"
    ),
    "EVENT": re.compile(r"会议|仪式|典礼|活动[周月]|宣传[周月]|[二十]大|比武|嘉年华|马拉松|演练|演习|阅兵|[节展赛会周年季月]"),
}


def _lefts(text: str, end: int, starts: Sequence[int], kind: str) -> Iterator[int]:
    """Yield the places left of a head noun where a name could begin: at words, until one that no name holds."""
    at, steps = end, 0
    for k in range(bisect_left(starts, end) - 1, -1, -1):
        a = starts[k]
        word = text[a:at]
        if end - a > _MOST or steps == _LEFT or not re.fullmatch(r"[\w·“”]+", word):
            return
        tag = (word_tag(word) or "x")[0]
        verb = kind in ("ORG", "PLACE") and tag == "v" and word_tag(word) == "v" and len(word) > 1 and word not in NAME_VERBS
        if verb or (len(word) == 1 and word in "的了在和与及是为把将由对向从到等被让使给并也都") or (tag in "pcuyr" and len(word) == 1):
            return
        at, steps = a, steps + 1
        yield a


def _headed(article: Article) -> Iterator[Mention]:
    """Yield what ends with the head noun of a body, a programme, a place or an event."""
    for block in article.blocks:
        text = article.text[block.start : block.end]
        starts = [at for at, _ in words_at(text)]
        bounds = {*starts, len(text)}
        heads = [(h.start, h.end, "ORG") for h in org_suffixes().find(text) if h.end in bounds or h.end - h.start > 2]
        heads += [(h.start, h.end, "PROGRAMME") for h in programme_heads().find(text)]
        heads += [(m.start(), m.end(), kind) for kind, form in _HEADS.items() for m in form.finditer(text) if m.end() in bounds]
        for start, end, kind in sorted(set(heads)):
            for a in _lefts(text, start, starts, kind):
                if end - a > 2:
                    yield Mention(block.start + a, block.start + end, kind, text[a:end], "guess:head", 0.0)


def _people(article: Article) -> Iterator[Mention]:
    """Yield what has the shape of a person's name, at the beginnings of words."""
    text = article.text
    for at, _ in words_at(text):
        surname = 2 if text[at : at + 2] in COMPOUND_SURNAMES else 1 if text[at : at + 1] in SURNAMES else 0
        if surname:
            for size in (surname + 1, surname + 2):
                name = text[at : at + size]
                if len(name) == size and re.fullmatch(r"[\u3400-\u9fff]+", name):
                    yield Mention(at, at + size, "PERSON", name, "guess:name", 0.0)


def _marked(article: Article) -> Iterator[Mention]:
    """Yield what stands in quotation marks, and what counts its parts (1+4+N, 一城两基地)."""
    for m in _QUOTED.finditer(article.text):
        if not is_catchword(m[1]):
            for kind in ("PROGRAMME", "AWARD", "ORG"):
                yield Mention(m.start(1), m.end(1), kind, m[1], "guess:quoted", 0.0)
    for m in _COUNTED.finditer(article.text):
        parts = max(m.group().find("+"), m.group().find("＋"), 1)
        for k in (0, *range(max(1, parts - 4), parts)):  # where its first part begins does not show
            yield Mention(m.start() + k, m.end(), "PROGRAMME", m.group()[k:], "guess:counted", 0.0)


def _places(article: Article) -> Iterator[Mention]:
    """Yield the short names of divisions, and the words that the dictionary knows for places."""
    text = article.text
    for hit in divisions().short.find(text):
        yield Mention(hit.start, hit.end, "PLACE", text[hit.start : hit.end], "guess:place", 0.0)
    for at, word in words_at(text):
        if len(word) > 1 and (word_tag(word) or "").startswith("ns"):
            yield Mention(at, at + len(word), "PLACE", word, "guess:place", 0.0)


def guesses(article: Article) -> Iterator[Mention]:
    """Yield all that could be a name by its form."""
    for guess in (_headed, _people, _marked, _places):
        yield from guess(article)


def variants(article: Article, found: Sequence[Mention]) -> Iterator[Mention]:
    """Yield for names that somebody found the same words as another type, without the place before them, and together with what follows at once."""
    spans = {(m.start, m.end): m for m in sorted(found, key=lambda m: (m.score, m.by), reverse=True)}
    after: dict[int, list[Mention]] = {}
    for m in spans.values():
        after.setdefault(m.start, []).append(m)
    for (start, end), m in sorted(spans.items()):
        for kind in ("ORG", "PLACE", "PROGRAMME", "AWARD", "EVENT"):
            if kind != m.type and (m.type != "PERSON" or kind == "PLACE") and m.type != "DOCUMENT":
                yield replace(m, type=kind, by="guess:type", score=0.0, kind="")
        lead = divisions().full.at(m.text, 0)
        if lead and lead.end < len(m.text) and m.type in ("ORG", "PLACE", "EVENT"):
            yield Mention(start + lead.end, end, m.type, m.text[lead.end :], "guess:rest", 0.0)
        if m.type in ("PLACE", "ORG"):
            for n in after.get(end, ()):
                if n.type in ("PLACE", "ORG"):
                    yield Mention(start, n.end, n.type, article.text[start : n.end], "guess:joined", 0.0)
