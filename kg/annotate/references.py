"""Find the common nouns and pronouns by which an article speaks again of what it has named: 该镇, 公司, 全区, 她.

Patterns need them as ends of claims; what each stands for is decided by ``kg.coref``.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from kg.annotate.features import word_tag, words_at
from kg.lexicon import table, titles
from kg.model import Article, Mention

_KIND = {"body": "REF", "place": "REF", "thing": "THING"}
# Before a bare head noun: the start of a clause, or a word that lets a noun phrase follow.
_BEFORE = re.compile(
    r"(?:^|[，。；：！？、“”（）\s]|如今|目前|当天|近年来|今年|去年|以来|由|与|和|及|同|向|在|为|据|是|来自|联合|经|被|对|让|随后|同时|此外|还有|其中|据悉|该|本)$"
)
_AFTER = re.compile(
    r"^(?:[，。；：、\s]|还|也|将|把|以|已|先后|与|和|联合|会同|同|在|从|由|为|对|通过|累计|共|现有|拥有|负责|推出|推行|开展|组织|成立|组建|设立|建立|打造|创建|开设|举办|投入|介绍|表示|实施|启动|上线|运行|覆盖|设|分|于|每|年|今|去|党|董事|总|负责|相关|有关|的|里|自|之|工会|团委|覆盖|吸引|共有|围绕|按照|依托|坚持|积极|探索|创新|聚焦|针对|承担|牵头|主动|统一|运营|建|请|给|让|向|派|出|印|制|发)"
)


_OPENS = re.compile(r"(?:^|[，。；：！？、“（\s])$")
_GOES_ON = frozenset("vdpcuft")  # verbs, adverbs, prepositions and the like: a noun after it would make it part of another name (公司员工)


@cache
def heads() -> dict[str, tuple[tuple[str, ...], bool, str]]:
    """Head noun → (endings of the names it may stand for, may it stand bare, class)."""
    return {head: (tuple(endings.split()), bare == "bare", kind) for head, endings, bare, kind in table("references.tsv")}


_NOT_AFTER = {"办": "法理事公", "队": "伍员长友列"}  # characters with which a head noun of one character is another word


@cache
def _pattern() -> re.Pattern[str]:
    nouns = "|".join(sorted((re.escape(h) + (f"(?![{_NOT_AFTER[h]}])" if h in _NOT_AFTER else "") for h in heads()), key=len, reverse=True))
    return re.compile(rf"(?P<det>该|本(?!报|人|身|次|届|地|土)|这(?:个|家|所|支|座|项|套|一)|全)(?P<a>{nouns})|(?P<b>{nouns})|(?P<who>(?<![其吉])[他她](?!们|人|乡|国|日))")


# 本届骑行节: the end of a name, taken up again.
_AGAIN = r"(?:本届|本次|此次|这届|这次|这场|今年的|去年的|首届|该|此)(?P<end>{})"
_AS = re.compile(r"以[^，。；]{1,14}为$")  # 以人民为|中心
_TAIL = range(2, 6)  # characters of the end of a name that may stand for it by themselves: 驿站取药1.3万人次
_FREE = re.compile(r"(?:^|[，。；：！？、“（\s]|如今|目前|当天|今年|去年|以来|该|本|这|此|而|但|据|由|与|和|及|同|向|在|为|对|让|使)$")
_PREDICATE = frozenset("vdpcuftmarz")  # what may follow it: anything but a noun, which it would only qualify
_NAMED = {"ORG": "REF", "PLACE": "REF", "PROGRAMME": "THING", "EVENT": "THING", "DOCUMENT": "THING"}


def _tails(text: str, mentions: Sequence[Mention], words: dict[int, str]) -> list[Mention]:
    """Return where the end of a name stands by itself and takes it up again: whole words, the last of them a noun, nothing before or after that makes another name of it."""
    names: dict[str, list[Mention]] = {}
    for m in sorted(mentions):
        for n in _TAIL if m.type in _NAMED else ():
            if len(m.text) > n:
                names.setdefault(m.text[-n:], []).append(m)
    made = []
    for start in words:
        tail = next((w for n in reversed(_TAIL) if (w := text[start : start + n]) in names and names[w][0].end <= start), "")
        end = start + len(tail)
        if not tail or (end not in words and end < len(text)) or not _FREE.search(text[max(0, start - 2) : start]) or _AS.search(text, max(0, start - 16), start):
            continue
        inside = [i for i in range(start, end) if i in words]
        tag = (word_tag(words[inside[-1]]) or "x") if len(inside) < len(tail) else "x"  # 护火会, which the dictionary lacks
        after = word_tag(words.get(end, "")) or "x"
        titled = any(titles().at(text, at) for at in range(end, min(end + 4, len(text))))
        if tag[0] in "nxlj" and (after[0] in _PREDICATE or titled or not text[end : end + 1].isalnum()):
            last = names[tail][bisect_right(names[tail], start, key=lambda m: m.end) - 1]
            made.append(Mention(start, end, _NAMED[last.type], tail, "reference", 0.6, tail))
    return made


def find_references(article: Article, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the references of an article, none of them overlapping a mention."""
    taken, after = {i for m in mentions for i in range(m.start, m.end)}, {m.end for m in mentions}
    made: list[Mention] = []
    text = article.text
    words = dict(words_at(text))
    for m in _pattern().finditer(text):
        start, end = m.span()
        if not taken.isdisjoint(range(start, end)):
            continue
        if m["who"]:
            made.append(Mention(start, end, "WHO", m.group(), "reference", 0.6, "person"))
            continue
        head = m["a"] or m["b"]
        _, bare, kind = heads()[head]
        if m["det"] == "全" and (kind != "place" or head.endswith("里")):
            continue
        if not m["det"]:
            titled = any(titles().at(text, at) for at in range(end, min(end + 6, len(text))) if not re.search(r"[，。；：、“]", text[end:at]))
            before = start not in after and not _AS.search(text, max(0, start - 16), start) and _BEFORE.search(text[max(0, start - 4) : start])
            goes_on = _AFTER.match(text[end : end + 3]) or (_OPENS.search(text[max(0, start - 1) : start]) and (word_tag(words.get(end, "")) or "n")[0] in _GOES_ON)
            if not bare or not before or not (titled or goes_on):
                continue
        made.append(Mention(start, end, _KIND[kind], m.group(), "reference", 0.6, head))
    ends = {m.text[-k:] for m in mentions if m.type in ("PROGRAMME", "EVENT") for k in range(2, min(len(m.text), 7))}
    for m in re.finditer(_AGAIN.format("|".join(sorted(map(re.escape, ends), key=len, reverse=True))), text) if ends else ():
        if taken.isdisjoint(range(*m.span())):
            made = [r for r in made if r.end <= m.start() or m.end() <= r.start]  # 本届大赛 says more than 大赛
            made.append(Mention(m.start(), m.end(), "THING", m.group(), "reference", 0.6, m["end"]))
    taken |= {i for m in made for i in range(m.start, m.end)}
    return [*made, *(m for m in _tails(text, mentions, words) if taken.isdisjoint(range(m.start, m.end)))]
