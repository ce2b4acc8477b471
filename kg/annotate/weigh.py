"""How probable a candidate is: a linear scorer over who found it, its form, the words around it and the candidates that compete with it.

Weights (``mention_weights.tsv``) were learnt by ``training/mentions.py`` from annotated paragraphs on which the voting models had not been trained.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from kg.annotate.features import clusters, is_common, segmenter, word_tag, words_at
from kg.annotate.recogniser import DOUBTED, MODEL, PIPELINE
from kg.annotate.tagger import LONGEST
from kg.lexicon import COMPOUND_SURNAMES, divisions, is_name_shaped, is_renowned, org_suffixes, programme_heads
from kg.linear import logit, probability, read_weights
from kg.model import Article, Mention

Key = tuple[int, int, str]
_QUOTES = {"“": "”", "《": "》", "‘": "’", "「": "」", "『": "』", "（": "）", "(": ")"}
READERS = frozenset((MODEL, DOUBTED, PIPELINE))
# What the weights cannot know: the layout of a page, which single paragraphs do not have, and a pipeline of the user's.
_TRUSTED = frozenset(("rule:byline", "rule:list", "rule:honour-heading", PIPELINE))
_COUNTED = re.compile(r"第[一二三四五六七八九十百\d]+次[^，。]*(?:大会|党代会|全会|会议)$")  # in the annotated paragraphs 33 of 33 are events
_COMMITTEE = re.compile(r".*[省市州县区旗]委(?![办组宣统政老党直网社书机巡副常员员会])[^办组宣统政老党直网社书机巡副常员会]?")
_LISTING = frozenset("、和与及”“")
_FUNCTION = re.compile(r"[的了和与及在为是等、，,“”‘’《》（）()·—\-+＋\d\s]")
_PLACE_END = re.compile(r"(?:省|市|区|县|旗|州|镇|乡|街道|社区|村|组|路|街|桥|站|港|园|广场|小区|苑|楼|院|馆|场|山|河|江|湖|海|岛)$")


def merge(candidates: Sequence[Mention]) -> list[Mention]:
    """Make one candidate of those that agree in place and type: ``by`` names all who found it, the score is of the surest rule, or the recogniser's where no rule did."""
    made: dict[Key, Mention] = {}
    for m in sorted(candidates, key=lambda m: (m.start, m.end, m.type, m.by in READERS, -m.score, m.by)):
        old = made.get((m.start, m.end, m.type))
        if old is None:
            made[m.start, m.end, m.type] = m
        else:
            by = old.by if m.by in old.by.split("+") else f"{old.by}+{m.by}"
            made[m.start, m.end, m.type] = replace(old, by=by, kind=old.kind or m.kind)
    return list(made.values())


def read_scores(candidates: Sequence[Mention]) -> dict[Key, float]:
    """Return what the recogniser says of each candidate that it knows."""
    made: dict[Key, float] = {}
    for m in candidates:
        if m.by in READERS:
            key = (m.start, m.end, m.type)
            made[key] = max(made.get(key, 0.0), m.score)
    return made


def _level(score: float) -> str:
    """Return in a word how far the recogniser believes in a candidate."""
    return "none" if score == 0 else "little" if score < 0.2 else "less" if score < 0.5 else "more" if score < 0.9 else "model"


def _odds(score: float) -> str:
    """Return the logarithm of the odds of the recogniser's score, rounded, no surer than one in a thousand."""
    return str(round(logit(score, 0.001))) if score else "none"


class Surroundings:
    """What is looked up once for all candidates of an article."""

    def __init__(self, article: Article, candidates: Sequence[Mention]) -> None:
        """Cut the text into words, merge the candidates and sort them by place."""
        self.text = article.text
        self.line = article.text.replace("\n", "¶")  # in names of features, which stand on one line
        self.scores = read_scores(candidates)
        self.edges = {b.start for b in article.blocks}, {b.end for b in article.blocks}
        self.words = words_at(self.text)
        self.cuts = [at for at, _ in self.words]
        self.bounds = {len(self.text), *self.cuts}
        self.candidates = sorted(merge(candidates))
        self.starts = [c.start for c in self.candidates]
        self.times: dict[str, int] = {}
        self.elsewhere: dict[tuple[str, str], list[float]] = {}  # the recogniser's scores of one name, rising
        self.before: dict[int, list[Mention]] = {}
        self.after: dict[int, list[Mention]] = {}
        for m in self.candidates:
            self.elsewhere.setdefault((m.type, m.text), []).append(self.score(m))
            if self.level(m) != "none":
                self.before.setdefault(m.end, []).append(m)
                self.after.setdefault(m.start, []).append(m)
        for scores in self.elsewhere.values():
            scores.sort()

    def score(self, m: Mention) -> float:
        """Return what the recogniser says of a candidate, 0 where it does not know it."""
        return self.scores.get((m.start, m.end, m.type), 0.0)

    def level(self, m: Mention) -> str:
        """Return the same in a word."""
        return _level(self.score(m))

    def word_at(self, i: int) -> str:
        """Return the word that covers a character, ``^`` before the text and ``$`` after it."""
        return "^" if i < 0 else "$" if i >= len(self.text) else self.words[bisect_right(self.cuts, i) - 1][1]

    def count(self, words: str) -> int:
        """Return how often the text has these words."""
        if words not in self.times:
            self.times[words] = self.text.count(words)
        return self.times[words]

    def rivals(self, m: Mention) -> list[Mention]:
        """Return the other candidates that share a character with one."""
        made = []
        for c in islice(self.candidates, bisect_left(self.starts, m.start - LONGEST), None):
            if c.start >= m.end:
                break
            if c.end > m.start and c is not m:
                made.append(c)
        return made


def features(around: Surroundings, m: Mention) -> list[str]:
    """Return what is known of a candidate, as names of features; all but a few speak of its type alone."""
    text, t, words = around.line, m.type, m.text
    sure, rules = around.score(m), sorted(set(m.by.split("+")) - READERS)
    models = around.level(m)
    size = m.end - m.start
    bucket = "1" if size == 1 else str(size) if size <= 4 else "5-6" if size <= 6 else "7-9" if size <= 9 else "10-14" if size <= 14 else "15+"
    last, before, before2 = words[-1], text[max(0, m.start - 1) : m.start], text[max(0, m.start - 2) : m.start]
    after, after2 = text[m.end : m.end + 1], text[m.end : m.end + 2]
    made = [f"m={models}", f"p={_odds(sure)}", f"m={models}|len={bucket}", f"len={size if size < 24 else 24}"]
    made += [f"r={r}" for r in rules] + [f"r={r}|m={models}" for r in rules]
    if rules:
        made.append(f"r|m={models}|s{int(m.score * 10)}")
    suffix = org_suffixes().suffix(words)
    category = org_suffixes().entries[suffix] if suffix else "none"
    made += [f"suf={suffix}", f"cat={category}|m={models}", f"bare={suffix is not None and len(words) - len(suffix) < 2}"]
    made += [f"z={last}", f"z2={words[-2:]}", f"a={words[0]}", f"a2={words[:2]}", f"z={last}|m={models}"]
    marked = before in _QUOTES and after == _QUOTES.get(before)
    if marked:
        outer, beyond = text[max(0, m.start - 3) : m.start - 1], text[m.end + 1 : m.end + 3]
        made += [f"q={before}|m={models}", f"q={before}|len={bucket}", f"q|b={outer[-1:]}", f"q|b2={outer}", f"q|f={beyond[:1]}", f"q|f2={beyond}"]
        head = programme_heads().at(text, m.end + 1)
        body = org_suffixes().at(text, m.end + 1)
        made += [f"q|head={head is not None}|body={body is not None}|m={models}"]
        if head:
            made.append(f"q|head={text[head.start : head.end]}")
    else:
        made += [f"b={before}", f"b2={before2}", f"f={after}", f"f2={after2}", f"b={before}|m={models}", f"f={after}|m={models}"]
        head = programme_heads().at(text, m.end)
        if head:
            made.append(f"head={text[head.start : head.end]}")
    made += [f"in={c}" for c in sorted(set(_FUNCTION.findall(words)))]
    left, right = m.start in around.bounds, m.end in around.bounds
    inner = sum(m.start < i < m.end for i in range(m.start + 1, m.end) if i in around.bounds)
    made += [f"cut={left}{right}|m={models}", f"cut={left}{right}|w{min(inner, 4)}"]
    cut = segmenter().lcut(words, HMM=False)
    made += [
        f"{where}{grain}={cluster}"
        for where, word in (("cb", around.word_at(m.start - 1)), ("ca", around.word_at(m.end)), ("ci", cut[0]), ("cz", cut[-1]))
        for grain, cluster in enumerate(clusters(word))
    ]
    tags = [(word_tag(w) or "?")[:2] for w in cut]
    made += [f"tag1={tags[0]}", f"tagz={tags[-1]}", f"tags={'.'.join(tags) if len(tags) <= 3 else 'many'}"]
    made.append(f"verb={any(x in ('v', 'p', 'd', 'c', 'u') for x in tags[:-1])}|m={models}")
    if len(tags) == 1 and left and right:
        frequent = segmenter().FREQ.get(words, 0)
        made.append(f"word={tags[0]}|{0 if frequent < 20 else 1 if frequent < 200 else 2 if frequent < 2000 else 3}")
    whole = divisions().full.at(words, 0)
    made.append(f"div={'none' if whole is None else 'all' if whole.end == len(words) else 'first'}|m={models}")
    if whole is not None:
        made.append(f"level={len(whole.value[0].code)}|{whole.end == len(words)}")
    if t == "PERSON":
        made.append(f"name={is_name_shaped(words)}|{is_name_shaped(words) and is_common(words, 2 if words[:2] in COMPOUND_SURNAMES else 1)}|m={models}")
    if t == "PLACE":
        made.append(f"end={_PLACE_END.search(words) is not None}|m={models}")
    made.append(f"times={min(around.count(words), 4)}|m={models}")
    others = around.elsewhere[t, words]
    best = others[-1] if len(others) > 1 and others[-1] > sure else others[-2] if len(others) > 1 else 0.0
    if best:
        made.append(f"elsewhere={_level(best)}|m={models}")
    opening, closing = m.start - marked, m.end + marked
    if text[opening - 1 : opening] in _LISTING:
        made += [f"listed={n.type}|{around.level(n)}|m={models}" for k in (0, 1) for n in around.before.get(opening - 1 - k, ())]
    if text[closing : closing + 1] in _LISTING:
        made += [f"lists={n.type}|{around.level(n)}|m={models}" for k in (0, 1) for n in around.after.get(closing + 1 + k, ())]
    made.append(f"first={m.start in around.edges[0]}|last={m.end in around.edges[1]}")
    for other in around.rivals(m):
        how = (
            "same"
            if (other.start, other.end) == (m.start, m.end)
            else "in"
            if other.start <= m.start and m.end <= other.end
            else "has"
            if m.start <= other.start and other.end <= m.end
            else "cross"
        )
        made.append(f"{how}={other.type}|{around.level(other)}|m={models}")
        made.append(f"{how}|{around.level(other)}|{'rule' if 'rule' in other.by or 'gaz' in other.by else ''}")
        if how in ("in", "has"):
            edge = ("s" if other.start == m.start else "") + ("e" if other.end == m.end else "")
            made.append(f"{how}={other.type}|{edge}|{around.level(other)}|m={models}")
    return [f"{t}|{f}" for f in dict.fromkeys(made)]


@cache
def table() -> dict[str, float]:
    """Load the learnt weights."""
    return read_weights("kg.annotate", "mention_weights.tsv")


def _floor(around: Surroundings, article: Article, m: Mention) -> float:
    """Return the least probability of a candidate for which speaks what the weights cannot know or saw too seldom."""
    finders = set(m.by.split("+"))
    if finders & _TRUSTED:
        return max(m.score, around.score(m))
    if m.type == "EVENT" and "rule:event" in finders and _COUNTED.search(m.text):
        return 0.6
    if m.type == "ORG" and "rule:body" in finders and _COMMITTEE.fullmatch(article.text, m.start, min(m.end + 1, len(article.text))):
        return 0.5
    return 0.5 if is_renowned(m.text, m.type) and not all(f.startswith("guess:") for f in finders) else 0.0


def weigh(article: Article, candidates: Sequence[Mention]) -> list[Mention]:
    """Return one candidate for each place and type, its probability as its score."""
    around, weights = Surroundings(article, candidates), table()
    made = []
    for m in around.candidates:
        sure = round(probability(sum(weights.get(f, 0.0) for f in features(around, m))), 3)
        made.append(replace(m, score=max(sure, _floor(around, article, m))))
    return made
