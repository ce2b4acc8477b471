"""A linear scorer over pairs of mentions: it drops what the patterns say too boldly and adds what they miss.

For every pair near enough whose types fit a relation, features of the words between and around, of distance and order, the patterns that found it and what the network
(``network.py``) says of it give a probability. Weights and thresholds (``pair_weights.tsv``) were learnt from the training part of the annotated paragraphs by ``training/pairs.py``.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from kg.linear import probability, read_rows
from kg.model import Claim, Mention
from kg.relate.network import Reading
from kg.relate.posts import role_of
from kg.relate.rivals import Candidate, look_again
from kg.relate.skeleton import ACTOR, ACTORS, CLASS, MENTION, OPENS, TO_PERSON, Skeleton, type_of
from kg.schema import relations

SCORED = ("runs", "located_in", "participates_in", "partners_with", "issues", "establishes", "attracts", "part_of", "specified_in", "receives", "confers", "holds_post")
REACH = 9  # mentions apart, in one sentence or two that follow each other
FAR, SENTENCES = 26, 6  # mentions and sentences from a body or place to what is said of it later, in this or another paragraph
LEAST = 0.3  # claims that are less sure are left out
NET = "network"  # the weight of the network's logit
_ANY = CLASS["ANY"]
_STANDS_FOR = {"REF": ("ORG", "PLACE"), "THING": ("PROGRAMME", "EVENT", "DOCUMENT"), "WHO": ("PERSON",)}
_BLOCK = re.compile(r"(?:在|于|到|从|向|对|为|给|把|将|由|与|和|同|据|至|被|、|联合|会同|获|让|使)$")
_END = re.compile("[。！？；\n]")


@cache
def fitting(head: str, tail: str) -> tuple[str, ...]:
    """Return the scored relations that may hold between two types, references counting as what they may stand for."""
    heads, tails = _STANDS_FOR.get(head, (head,)), _STANDS_FOR.get(tail, (tail,))
    rows = relations()
    return tuple(r for r in SCORED if set(heads) & set(rows[r].heads) and set(tails) & set(rows[r].tails))


def pairs(sk: Skeleton) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the ordered pairs of mentions in reach with the relations that fit."""
    places = sorted(sk.mentions)
    ends = [m.start() for m in _END.finditer(sk.text)]
    sentence = [bisect_left(ends, i) for i in places]
    for x, i in enumerate(places):
        head = sk.mentions[i]
        last = x + (FAR if head.type in ACTORS else REACH)
        for y in range(max(0, x - REACH), min(len(places), last + 1)):
            tail, apart = sk.mentions[places[y]], abs(sentence[x] - sentence[y])
            near = abs(x - y) <= REACH and apart <= 1
            if x != y and (near or (x < y and apart <= SENTENCES and head.type in ACTORS)) and head.text != tail.text:
                fits = fitting(head.type, tail.type) if near else tuple(r for r in fitting(head.type, tail.type) if r != "located_in")
                if fits:
                    yield i, places[y], fits


def features(sk: Skeleton, i: int, j: int) -> list[str]:
    """Return what is known of the pair of head ``i`` and tail ``j``, as names of features."""
    s = sk.text
    a, b = min(i, j), max(i, j)
    gap = s[a + 1 : b]
    head, tail, order = sk.mentions[i], sk.mentions[j], ">" if i < j else "<"
    types = f"{head.type}{order}{tail.type}"
    between = [k for k in (type_of(c) for c in gap) if k]
    ends = len(_END.findall(gap))
    made = [types, f"{types}|s{min(ends, 2)}c{min(gap.count('，'), 3)}", f"{types}|m{min(len(between), 4)}"]
    made += [f"{types}|h{min(between.count(head.type), 3)}t{min(between.count(tail.type), 3)}", f"{types}|d{min(len(gap) // 4, 9)}"]
    made += [f"{types}|s{min(ends, 7)}|b{min(gap.count(chr(10)), 3)}", f"{types}|between{min(len(between) // 3, 8)}"]
    if ends == 0 and len(gap) <= 28:
        words = MENTION.sub("#", gap)
        if len(words) <= 12:
            made.append(f"{order}g={words}")
        made += [f"{order}{tail.type}b={words[k : k + 2]}" for k in range(len(words) - 1)]
        made += [f"{order}{tail.type}u={c}" for c in words]
    around = [MENTION.sub("#", w).replace("\n", "¶") for w in (s[max(0, i - 3) : i], s[i + 1 : i + 4], s[max(0, j - 3) : j], s[j + 1 : j + 5])]
    made += [f"{order}lh={around[0][-1:]}", f"{order}lh2={around[0][-2:]}", f"{order}rh={around[1][:1]}|{tail.type}", f"{order}rh2={around[1][:2]}|{tail.type}"]
    made += [f"{order}lt={around[2][-1:]}|{tail.type}", f"{order}lt2={around[2][-2:]}|{tail.type}", f"{order}rt={around[3][:1]}|{tail.type}"]
    made += [f"{order}rt2={around[3][:2]}|{tail.type}", f"{order}rt4={around[3][1:3]}|{tail.type}"]
    if _BLOCK.search(around[0]):
        made.append(f"{types}|hblock|s{min(ends, 2)}")
    opens = i == 0 or s[i - 1] in OPENS
    made.append(f"{types}|lead{opens}|s{min(ends, 2)}")
    since = bisect_left(sk.leaders, j) - bisect_right(sk.leaders, i) if i < j else 0
    leads = f"lead{opens and head.type in ACTORS}"
    made += [
        f"{types}|since{min(since, 4)}|{leads}",
        f"{types}|since{min(since, 2)}|s{min(ends, 3)}|{leads}",
        f"{order}{tail.type}|since{min(since, 2)}|{leads}|lt={around[2][-1:]}",
    ]
    made += [f"{types}|n{min(sk.counts[head.text], 4)}|s{min(ends, 3)}", f"{types}|top{sk.counts[head.text] == sk.most}|s{min(ends, 3)}"]
    if sk.first in (i, j):
        made.append(f"{types}|{'hfirst' if i == sk.first else 'tfirst'}")
    made.append(f"{types}|own{bool(ACTOR.search(sk.clause(j)))}|s{min(ends, 2)}")
    made += [f"he={head.text[-1:]}|{tail.type}", f"te={tail.text[-1:]}|{head.type}", f"he2={head.text[-2:]}|{tail.type}"]
    if head.text[:2] == tail.text[:2]:
        made.append(f"{types}|sharehead")
    if i + 1 < len(s) and type_of(s[i + 1]) in ("PLACE", "ORG"):
        made.append(f"{types}|hchain")
    if TO_PERSON.match(s, i + 1):
        made.append(f"{types}|hpers")
    return made


def rule_features(rules: Sequence[str]) -> list[str]:
    """Return the features that tell which patterns found a pair."""
    return [*(f"R:{r}" for r in rules), "R" if rules else "noR"]


@cache
def table() -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """Load the learnt weights of each relation and their thresholds."""
    weights: dict[str, dict[str, float]] = {r: {} for r in SCORED}
    thresholds: dict[str, float] = {}
    for relation, name, value in read_rows("kg.relate", "pair_weights.tsv"):
        if name == "threshold":
            thresholds[relation] = float(value)
        else:
            weights[relation][name] = float(value)
    return weights, thresholds


def _role(sk: Skeleton, person: int) -> str | None:
    words = re.search(rf"[^，。；、：\n{_ANY}]{{1,12}}$", sk.text[max(0, person - 12) : person])
    return role_of(words.group()) if words else None


def _said(sk: Skeleton, pair: Candidate) -> tuple[str, ...]:
    """Return the claim that a candidate is, by names."""
    ends = sk.names[pair.head], sk.names[pair.tail]
    return (pair.relation, *(sorted(ends) if relations()[pair.relation].symmetric else ends))


def score(sk: Skeleton, found: Sequence[Claim], reading: Reading) -> list[Claim]:
    """Return the claims of an article after scoring: the patterns' that are not improbable, and the probable ones that they missed.

    Args:
        sk: the whole article.
        found: what patterns and posts found in it; claims of relations that are not scored pass as they are.
        reading: what the network makes of it.
    """
    weights, thresholds = table()
    fired: dict[tuple[str, Mention, Mention], list[Claim]] = {}
    made: list[Claim] = []
    for c in found:
        if c.tail is None or c.relation not in SCORED:
            made.append(c)
        else:
            fired.setdefault((c.relation, c.head, c.tail), []).append(c)
    seen: set[tuple[str, Mention, Mention]] = set()
    tried: list[tuple[Candidate, list[Claim]]] = []
    near = list(pairs(sk))
    for (i, j, fits), said in zip(near, reading.pairs((i, j) for i, j, _ in near), strict=True):
        names = features(sk, i, j)
        for relation in fits:
            key = (relation, sk.mentions[i], sk.mentions[j])
            back = (relation, key[2], key[1])
            symmetric = relations()[relation].symmetric
            if symmetric and i > j:
                continue
            seen |= {key, back} if symmetric else {key}
            if sk.names[i] == sk.names[j]:
                continue
            claims = [*fired.get(key, ()), *(fired.get(back, ()) if symmetric else ())]
            known = weights[relation]
            heard = known.get(NET, 0.0) * float(said[SCORED.index(relation)])
            sure = probability(heard + sum(known.get(f, 0.0) for f in (*names, *rule_features(sorted({c.rule for c in claims})))))
            tried.append((Candidate(relation, i, j, sure, bool(claims)), claims))
    again = look_again(sk, [pair for pair, _ in tried])
    stated = [(pair, claims, sure) for (pair, claims), sure in zip(tried, again, strict=True) if sure >= (LEAST if claims else thresholds[pair.relation])]
    surest: dict[tuple[str, ...], float] = {}  # of the pairs that say the same, the one that says it best: with a pattern, else by the first look
    for pair, _, _ in stated:
        surest[_said(sk, pair)] = max(surest.get(_said(sk, pair), 0.0), pair.sure + pair.ruled)
    for pair, claims, sure in stated:
        if claims:
            made += [replace(c, confidence=round(sure, 2)) for c in claims]
            continue
        first, last = sorted((pair.head, pair.tail))
        ends = len(_END.findall(sk.text[first:last]))
        role = _role(sk, pair.head) if pair.relation == "holds_post" else ""
        best = surest[_said(sk, pair)] == pair.sure
        if role is not None and (best or (pair.sure >= thresholds[pair.relation] and not ends)):  # the same said from afar says nothing more
            a, b = sk.sentence_at(last)
            if ends <= 1:  # else the later sentence speaks, of whom the text is about
                a = sk.sentence_at(first)[0]
            start, end = sk.span(a, b)
            made.append(Claim(pair.relation, sk.mentions[pair.head], sk.mentions[pair.tail], start, end, "scorer", round(sure, 2), role))
    made += [c for key, claims in fired.items() if key not in seen for c in claims]
    return made


def rules_of(found: Sequence[Claim]) -> Mapping[tuple[str, Mention, Mention], list[str]]:
    """Return which patterns found each pair, both ways round for symmetric relations; for training."""
    made: dict[tuple[str, Mention, Mention], list[str]] = {}
    for c in found:
        if c.tail is not None and c.relation in SCORED:
            made.setdefault((c.relation, c.head, c.tail), []).append(c.rule)
            if relations()[c.relation].symmetric:
                made.setdefault((c.relation, c.tail, c.head), []).append(c.rule)
    return {k: sorted(set(v)) for k, v in made.items()}
