"""Of whom a figure is stated: a linear scorer over the mentions before it.

The features are what a reader goes by: type, clause and sentence, who leads the clause, prepositions before a name and words after it, how often it was named. The
weights (``subject_weights.tsv``) were learnt from the training part of the annotated paragraphs by ``training/subjects.py``.
"""

import re
from functools import cache

from kg.linear import likeliest, read_weights
from kg.relate.skeleton import CLASS, END, Skeleton, type_of

TYPES = frozenset(("ORG", "PROGRAMME", "PLACE", "EVENT", "REF", "THING", "PERSON", "DOCUMENT", "AWARD"))
MOST = 14  # candidates looked at, the nearest ones
_ANY = CLASS["ANY"]
_BLOCK = re.compile(r"(?:在|于|到|从|向|对|为|给|把|将|由|与|和|同|据|至|家住|来自|被|、|联合)$")
_TIME = re.compile(r"^(?:今年|去年|截至|目前|累计|上线|运行|实施|开办|自|如今|现|已|近年|\d{4}年|以来|全年|上半年|开展|试行|活动|项目|机制|制度|平台|首)")
_MENTION = re.compile(f"[{_ANY}]")
_TO_PERSON = re.compile(rf"[^，。；{_ANY}]{{0,10}}[{CLASS['PERSON']}]")


def candidates(sk: Skeleton, at: int) -> list[int]:
    """Return the mentions before an index that a figure there may be stated of, from left to right."""
    return [i for i in range(at) if type_of(sk.text[i]) in TYPES][-MOST:]


def features(sk: Skeleton, i: int, figure: re.Match[str], among: list[int], last: tuple[int, int] | None) -> list[str]:
    """Return what is known of candidate ``i`` for a figure, as names of features; ``last`` is where the figure before stands and what its subject is."""
    s, kind, at = sk.text, type_of(sk.text[i]), figure.start()
    gap = s[i + 1 : at]
    ends = len(END.findall(gap))
    where = ("sent" if "，" in gap else "clause") if ends == 0 else "prev" if ends == 1 else "old"
    rank = len(among) - 1 - among.index(i)
    same = [k for k in among if type_of(s[k]) == kind]
    before, after = s[max(0, i - 2) : i], s[i + 1 : i + 2]
    made = [f"t={kind}", f"{kind}|{where}", f"{kind}|rank{min(rank, 4)}", f"{where}|rank{min(rank, 3)}"]
    made.append(f"{kind}|same{min(len(same) - 1 - same.index(i), 3)}|{where}")
    if i == 0 or s[i - 1] in "。，；！？：\n”）“" or (type_of(s[i - 1]) and (i < 2 or s[i - 2] in "。，；")):
        made.append(f"lead|{where}|{kind}")
    if _BLOCK.search(before):
        made += [f"block|{kind}", f"block{before[-1:]}", f"block|{where}"]
    if i == among[0]:
        made.append(f"firstc|{kind}")
    start = max((m.end() for m in END.finditer(s[:at])), default=0)
    if next((k for k in among if k >= start), None) == i:
        made.append(f"firstinsent|{kind}")
    made.append(f"n{min(sum(sk.mentions[k].text == sk.mentions[i].text for k in among), 3)}|{kind}")
    if after == "的":
        made.append(f"de|{kind}|{where}")
    if i + 1 < len(s) and type_of(s[i + 1]) in ("PLACE", "ORG"):
        made.append(f"chain|{kind}")
    if _TO_PERSON.match(s, i + 1):
        made.append(f"pers|{kind}|{where}")
    clause = sk.clause(at)
    made.append(f"own{bool(re.search(f'[{_ANY}]', clause))}|{kind}|{where}")
    if _TIME.match(clause):
        made.append(f"time|{kind}|{where}")
    if _TIME.match(s[start:at]):
        made.append(f"stime|{kind}|{where}")
    if re.search(r"[“：]", s[start:at]):
        made.append(f"q|{kind}|{where}")
    made.append(f"a{after if after and not type_of(after) else 'M'}|{where}")
    made.append(f"d{min((at - i) // 6, 8)}|{kind}")
    unit, words = figure["unit"], _MENTION.sub("#", s[max(0, at - 6) : at])
    made += [f"u={unit}|{kind}", f"u={unit}|{where}", f"w2={words[-2:]}|{kind}", f"w2={words[-2:]}|{where}", f"w1={words[-1:]}|{kind}"]
    made += [f"a2={_MENTION.sub('#', s[i + 1 : i + 3])}|{where}", f"b2={_MENTION.sub('#', before)}|{where}", f"z={sk.mentions[i].text[-1]}|u={unit}"]
    if last is not None:
        near = "sent" if not END.search(s[last[0] : at]) else "far"
        joined = "listed" if near == "sent" and not _MENTION.search(s[last[0] : at]) else near
        if sk.mentions[last[1]].text == sk.mentions[i].text:
            made += [f"last|{joined}", f"last|{joined}|{kind}", f"last|{joined}|{where}"]
        else:
            made += [f"other|{joined}|{'after' if i > last[0] else 'before'}", f"other|{joined}|{kind}|{'after' if i > last[0] else 'before'}"]
    return made


@cache
def weights() -> dict[str, float]:
    """Load the learnt weights."""
    return read_weights("kg.relate", "subject_weights.tsv")


def subject_of(sk: Skeleton, figure: re.Match[str], last: tuple[int, int] | None) -> tuple[int, float] | None:
    """Return the likeliest subject of a figure and its probability among the candidates, or None where there is none.

    Args:
        sk: the paragraph.
        figure: the figure, as ``numbers`` yields it.
        last: where the figure before it stands, and its subject.
    """
    among = candidates(sk, figure.start())
    if not among:
        return None
    best, sure = likeliest(weights(), [features(sk, i, figure, among, last) for i in among])
    return among[best], sure
