"""In which body a bare title is held (…农商银行… 行长陈某说): a linear scorer over the bodies named before it, and over none of them.

The weights (``office_weights.tsv``) were learnt from the training part of the annotated paragraphs by ``training/offices.py``.
"""

import re
from functools import cache

from kg.lexicon import org_suffixes, titles
from kg.linear import likeliest, read_weights
from kg.relate.skeleton import ACTORS, CLASS, END, Skeleton, type_of

MOST = 10  # bodies looked at, the nearest ones
_ANY = CLASS["ANY"]
_BLOCK = re.compile(r"(?:在|于|到|从|向|对|为|给|把|将|由|与|和|同|据|至|来自|被|、|联合)$")
TITLED = re.compile(rf"(?P<role>[^，。；、{_ANY}]{{1,14}})[{CLASS['PERSON']}]")  # right after a body


def candidates(sk: Skeleton, person: int) -> list[int]:
    """Return the bodies before a person in whom a title beside the name may be held, from left to right."""
    return [i for i in range(person) if type_of(sk.text[i]) in ACTORS][-MOST:]


def features(sk: Skeleton, i: int | None, person: int, role: str, among: list[int]) -> list[str]:
    """Return what is known of body ``i``, or of none, for the title ``role`` of a person, as names of features."""
    title = titles().suffix(role)
    kind = titles().entries[title] if title else "none"
    if i is None:
        said = any(sk.mentions[k].text.endswith(role[:2]) for k in among)
        return ["none", f"none|{kind}", f"none|{title}", f"none|n{min(len(among), 3)}", f"none|z={role[-1]}", f"none|{said}"]
    s, mention = sk.text, sk.mentions[i]
    sort, name = mention.type, mention.text
    gap = s[i + 1 : person]
    ends = len(END.findall(gap))
    where = "sent" if ends == 0 else "prev" if ends == 1 else "old"
    rank = len(among) - 1 - among.index(i)
    same = [k for k in among if type_of(s[k]) == sort]
    suffix = org_suffixes().suffix(name)
    category = org_suffixes().entries[suffix] if suffix else "none"
    ending = name[-2:] if sort != "ORG" else suffix or name[-1]
    made = [f"t={sort}", f"{sort}|{where}", f"{sort}|rank{min(rank, 4)}", f"{where}|rank{min(rank, 3)}", f"{sort}|same{min(len(same) - 1 - same.index(i), 3)}|{where}"]
    made += [f"{ending}|{title}", f"{category}|{title}", f"{ending}|{role[-2:]}", f"{category}|{role[-1]}", f"{name[-1]}|{role[-1]}", f"{name[-1]}|{title}"]
    made.append(f"{category}|{kind}")
    made.append(f"shared{len(set(name) & set(role[:-1])) > 0}|{sort}")
    made.append(f"headed{name.endswith(role[:2])}|{name.endswith(role[:3])}")
    if i == 0 or s[i - 1] in "。，；！？：\n”）“":
        made.append(f"lead|{where}|{sort}")
    if _BLOCK.search(s[max(0, i - 2) : i]):
        made.append(f"block|{sort}|{where}")
    if i == among[0]:
        made += [f"first|{sort}", f"first|{where}|{sort}"]
    if TITLED.match(s, i + 1):
        made.append(f"titled|{sort}|{where}")
    made.append(f"after={s[i + 1 : i + 2] if not type_of(s[i + 1 : i + 2] or 'x') else 'M'}|{where}")
    made.append(f"n{min(sum(sk.mentions[k].text == name for k in among), 3)}|{sort}")
    if i + 1 < len(s) and type_of(s[i + 1]) in ("PLACE", "ORG"):
        made.append(f"chain|{sort}")
    return made


@cache
def weights() -> dict[str, float]:
    """Load the learnt weights."""
    return read_weights("kg.relate", "office_weights.tsv")


def body_of(sk: Skeleton, person: int, role: str) -> tuple[int, float] | None:
    """Return the likeliest body of a bare title beside a person and its probability; None where most likely no body named is meant."""
    among = candidates(sk, person)
    options = [*among, None]
    best, sure = likeliest(weights(), [features(sk, i, person, role, among) for i in options])
    body = options[best]
    return None if body is None else (body, sure)
