"""Of whom a figure is stated: a linear scorer over the mentions of an article, and over there being none.

The features are what a reader goes by: type, clause, sentence and paragraph, who leads the clause, prepositions before a name and words after it, what the figure
counts, how often a thing has been named, whether the words before the figure take up the end of a name (驿站 for 杏林驿站), of whom the figure before was
stated, what the network (``network.py``) says. The weights (``subject_weights.tsv``) were learnt from the training part of the annotated paragraphs by ``training/subjects.py``.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from math import exp, log

from kg.lexicon import units
from kg.linear import odds, read_weights
from kg.relate.numbers import value_of
from kg.relate.skeleton import CLASS, END, MENTION, OPENS, TO_PERSON, Skeleton, type_of

NEAREST, OFTEN, AFTER = 18, 6, 3  # mentions looked at: those before the figure, the last ones of what is named most often, and those after it in its sentence
BACK, LOOKED = 400, 300  # mentions before a figure that are counted, and characters in which the end of a name may be taken up
TAILS = (2, 3, 4)  # characters of the end of a name that may stand for it
_ANY = CLASS["ANY"]
_BLOCK = re.compile(r"(?:在|于|到|从|向|对|为|给|把|将|由|与|和|同|据|至|家住|来自|被|、|联合)$")
_TIME = re.compile(r"^(?:今年|去年|截至|目前|累计|上线|运行|实施|开办|自|如今|现|已|近年|\d{4}年|以来|全年|上半年|开展|试行|活动|项目|机制|制度|平台|首)")
_FOLLOWS = re.compile(rf"[^，。；：、！？“”（）\n的{_ANY}]{{2,8}}")  # the head noun after a name: “办不成事”反映窗口
_BEFORE_TAIL = re.compile(r"(?:^|[，。；：#]|该|这|此|本)")
_OPENING = re.compile(r"(?:该|这|此|本|目前|如今|现在|今年|去年)?")
_STARTS = "。，；！？：\n”）“"


def step(number: float, *edges: float) -> int:
    """Return in which of the steps up to each edge a number lies."""
    return next((k for k, edge in enumerate(edges) if number <= edge), len(edges))


def _halves(logarithm: float) -> float:
    """Return the logarithm of a probability in steps of a half, wider ones where it is small."""
    return max(round(2 * logarithm) / 2 if logarithm > -4 else float(round(logarithm)), -9.0)


def _grams(text: str, starts: Sequence[int]) -> set[str]:
    """Return the pieces of a text, as long as tails are, that begin at some places."""
    return {text[i : i + n] for i in starts for n in TAILS if i + n <= len(text)}


def _where(gap: str) -> str:
    """Return how far a mention stands before a figure: clause, sentence, the sentence before, paragraph, the line before, or farther."""
    lines, ends = gap.count("\n"), len(END.findall(gap))
    if lines:
        return "line" if lines == 1 else "far"
    if ends:
        return "prev" if ends == 1 else "para"
    return "sent" if "，" in gap else "clause"


class Figure:
    """A figure, the mentions that it may be stated of, and what is known of each."""

    def __init__(self, subjects: "Subjects", found: re.Match[str]) -> None:
        """Take the figure that ``numbers`` found."""
        self.found, self.at = found, found.start()
        sk, self.subjects = subjects.sk, subjects
        known = bisect_left(subjects.places, self.at)
        self.before = subjects.places[max(0, known - BACK) : known]
        near = self.before[-NEAREST:]
        self.times = Counter(sk.names[i] for i in self.before)
        last = {sk.names[i]: i for i in self.before}
        shown = {sk.names[i] for i in near}
        often = [last[name] for name in sorted(self.times, key=lambda n: (-self.times[n], -last[n]))[:OFTEN] if name not in shown]
        end = sk.sentence_at(self.at)[1]
        after = [i for i in subjects.places[known : known + AFTER] if i < end and "\n" not in sk.text[self.at : i]]
        self.among = [*sorted(often), *near, *after]

    @cached_property
    def features(self) -> list[list[str]]:
        """The features of each mention that the figure may be stated of, and at the end those of there being none."""
        sk, s, at = self.subjects.sk, self.subjects.sk.text, self.at
        unit = self.found["unit"]
        measure = units()[unit][0] if unit in units() else ""
        words, noun = MENTION.sub("#", s[max(0, at - 6) : at]), MENTION.sub("#", s[self.found.end() : self.found.end() + 2])
        clause = sk.clause(at)
        own = bool(MENTION.search(clause))
        made = [*self._before(unit, measure, words, noun, clause, own), *self._after(unit, measure, own)]
        small = value_of(self.found) < 10
        none = ["NONE", f"N|u={unit}", f"N|w2={words[-2:]}", f"N|w1={words[-1:]}", f"N|noun={noun}", f"N|own{own}", f"N|small{small}", f"N|m={measure}|own{own}"]
        none += [f"N|n1={noun[:1]}|u={unit}", f"N|scale={self.found['scale']}", f"N|pre={self.found['pre']}"]
        return [*([x.replace("\n", "¶") for x in options] for options in made), [x.replace("\n", "¶") for x in none]]

    def _before(self, unit: str, measure: str, words: str, noun: str, clause: str, own: bool) -> list[list[str]]:
        sk, s, at = self.subjects.sk, self.subjects.sk.text, self.at
        start, line = sk.sentence_at(at)[0], s.rfind("\n", 0, at) + 1
        first, opening = (next((i for i in self.before[bisect_left(self.before, a) :]), None) for a in (start, line))
        order = list(dict.fromkeys(sk.names[i] for i in reversed(self.before)))
        kinds = {i: sk.mentions[i].type for i in self.before}
        among = [i for i in self.among if i < at]
        shown = {(sk.names[i], kinds[i]) for i in among}
        top = max(self.times.values(), default=0)
        taken = self._taken(among, clause, start)
        every = {cue for cues in taken.values() for cue in cues}
        leads = Counter(sk.names[i] for i in self.before if i == 0 or s[i - 1] in OPENS)
        sentence = s[max(start, at - LOOKED) : at]
        first_kind = f"{kinds[first]}{min((first - start) // 3, 3)}" if first is not None else "-"
        opens, clause_words = MENTION.sub("#", s[start : start + 2]), MENTION.sub("#", clause)[:2]
        timed, sentence_timed, quoted = bool(_TIME.match(clause)), bool(_TIME.match(sentence)), bool(re.search("[“：]", sentence))
        made = []
        for i in among:
            name, kind, text = sk.names[i], kinds[i], sk.mentions[i].text
            where = _where(s[i + 1 : at])
            kw, before, after = f"{kind}|{where}", s[max(0, i - 2) : i], s[i + 1 : i + 2]
            same = [n for n in order if (n, kind) in shown]
            x = [f"t={kind}", kw, f"{kind}|rank{min(order.index(name), 5)}", f"{where}|rank{min(order.index(name), 4)}", f"{kw}|same{min(same.index(name), 3)}"]
            for cue in sorted(taken[name]):
                x += [cue, f"{cue}|{kind}", f"{cue}|{where}", f"{cue}|own{own}"]
            x += [f"no{cue}|{kind}" for cue in sorted(every - taken[name])]
            if i == 0 or s[i - 1] in _STARTS or (type_of(s[i - 1]) and (i < 2 or s[i - 2] in "。，；\n")):
                x += [f"lead|{kw}", f"lead|{where}|own{own}"]
            if _BLOCK.search(before):
                x += [f"block|{kind}", f"block{before[-1:]}", f"block|{where}"]
            if i == first:
                x += [f"first|{kind}", f"first|{kind}|own{own}"]
            if i == opening:
                x.append(f"opening|{kw}")
            times = step(self.times[name], 1, 2, 3, 5)
            x += [f"n{times}|{kind}", f"n{times}|{where}", f"l{step(leads[name], 0, 1, 2)}|{kw}", f"share{step(self.times[name] / len(self.before), 0.1, 0.2, 0.35, 0.5)}|{kind}"]
            if self.times[name] == top:
                x.append(f"top|{kw}")
            if name == sk.names[self.before[0]]:
                x.append(f"begins|{kw}")
            if after == "的":
                x.append(f"of|{kw}")
            if i + 1 < len(s) and type_of(s[i + 1]) in ("PLACE", "ORG"):
                x.append(f"chain|{kind}")
            if TO_PERSON.match(s, i + 1):
                x.append(f"person|{kw}")
            x.append(f"own{own}|{kw}")
            x += [f"{tag}|{kw}" for tag, holds in (("time", timed), ("stime", sentence_timed), ("q", quoted)) if holds]
            x += [f"a{after if after and not type_of(after) else 'M'}|{where}", f"d{min((at - i) // 6, 8)}|{kind}"]
            x += [f"u={unit}|{kind}", f"u={unit}|{where}", f"m={measure}|{kw}", f"z={text[-1]}|u={unit}", f"z2={text[-2:]}|m={measure}"]
            x += [f"w1={words[-1:]}|{kind}", f"w2={words[-2:]}|{kind}", f"w2={words[-2:]}|{where}", f"w3={words[-3:]}|{kind}"]
            x += [f"noun={noun}|{kind}", f"noun={noun}|z={text[-1]}", f"noun1={noun[:1]}|{kw}"]
            x += [f"a2={MENTION.sub('#', s[i + 1 : i + 3])}|{where}", f"b2={MENTION.sub('#', before)}|{where}"]
            if name != text:
                x += [f"ref|{kw}", f"full={name[-1]}|u={unit}"]
            if where in ("clause", "sent"):
                x.append(f"between={','.join(kinds[j] for j in self.before[bisect_left(self.before, i + 1) :][:3])}|{kind}")
            x += [f"fs={first_kind}|{kw}", f"sl={opens}|{kw}", f"cw={clause_words}|{where}", f"cw={clause_words}|{kind}"]
            made.append(x)
        return made

    def _after(self, unit: str, measure: str, own: bool) -> list[list[str]]:
        sk, s = self.subjects.sk, self.subjects.sk.text
        led = self.before and self.before[-1] >= sk.sentence_at(self.at)[0]
        made = []
        for i in self.among:
            if i < self.at:
                continue
            kind, gap = sk.mentions[i].type, s[self.found.end() : i]
            where = "asent" if re.search("[，：]", gap) else "aclause"
            kw = f"{kind}|{where}"
            x = [f"t={kw}", f"after|{where}", f"gap{step(len(gap), 0, 2, 5, 10)}|{kind}", f"gl={MENTION.sub('#', gap[-1:])}|{kind}", f"gf={MENTION.sub('#', gap[:1])}"]
            x += [f"m={measure}|{kw}", f"u={unit}|{where}", f"led{bool(led)}|{kw}", f"own{own}|{kw}", f"gl2={MENTION.sub('#', gap[-2:])}|{kind}"]
            x += [f"ar={MENTION.sub('#', s[i + 1 : i + 3])}", *([f"seen|{kind}"] if sk.names[i] in self.times else [])]
            made.append(x)
        return made

    def _taken(self, among: Sequence[int], clause: str, start: int) -> Mapping[str, set[str]]:
        """Return how the words before the figure take up each name again: by its end or the noun after it, at the head of the clause, of another one, or somewhere."""
        sk = self.subjects.sk
        last = self.before[bisect_left(self.before, start) :][-1:]
        start = max(start, self.at - LOOKED)
        bare, sentence = sk.text[max(start, last[0] + 1) if last else start : self.at], MENTION.sub("#", sk.text[start : self.at])
        head = _OPENING.match(clause)
        leads = _grams(clause, sorted({0, head.end() if head else 0}))
        opens = _grams(sentence, [m.end() for m in _BEFORE_TAIL.finditer(sentence)])
        holds = _grams(bare, range(len(bare)))
        made: dict[str, set[str]] = {}
        for i in among:
            for tag, tails in self.subjects.tails(i).items():
                cue = "C" if tails & leads else "S" if tails & opens else "B" if tails & holds else ""
                made.setdefault(sk.names[i], set()).update([tag + cue] if cue else [])
        return made

    def with_last(self, last: tuple[int, str] | None, been: Mapping[str, int], heard: Sequence[float]) -> list[list[str]]:
        """Return the features with those that are known only now, and are not the figure's own.

        Args:
            last: where the figure before stands and of whom it is stated.
            been: of whom the figures before were stated, and how often.
            heard: how likely the network says that each option is, as the logarithm of the probability.
        """
        known = [[*x, *said] for x, said in zip(self.features, self._heard(heard), strict=True)]
        if last is None:
            return known
        sk, s = self.subjects.sk, self.subjects.sk.text
        between = s[last[0] : self.at]
        near = "far" if "\n" in between else "prev" if END.search(between) else "sent" if MENTION.search(between) else "listed"
        made = []
        for i, own in zip(self.among, known, strict=False):
            kind, same = sk.mentions[i].type, sk.names[i] == last[1]
            where = "in" if i > last[0] else "before"
            if i > self.at:
                made.append([*own, f"alast{same}|{near}"])
            elif same:
                made.append([*own, f"last|{near}", f"last|{near}|{kind}", f"last|{near}|{where}"])
            else:
                x = [f"other|{near}|{where}", f"other|{near}|{kind}|{where}", f"other|{near}|{where}|lead{i == 0 or s[i - 1] in OPENS}"]
                made.append([*own, *x, *([f"been|{near}|{kind}"] if been.get(sk.names[i]) else [])])
        return [*made, known[-1]]

    def _heard(self, said: Sequence[float]) -> Iterator[list[str]]:
        """Yield for each option what the network says of it, and of all mentions of the same name together, in steps."""
        names = [self.subjects.sk.names[i] for i in self.among]
        together: dict[str, float] = {}
        for name, x in zip(names, said, strict=False):
            together[name] = together.get(name, 0.0) + exp(x)
        for name, x in zip(names, said, strict=False):
            yield [f"net{_halves(x)}", f"nets{_halves(log(max(together[name], 1e-9)))}"]
        yield [f"N|net{_halves(said[-1])}"]

    def choose(self, weights: Mapping[str, float], options: Sequence[Sequence[str]]) -> tuple[int, float] | None:
        """Return the mention of the likeliest subject that is nearest, and the subject's probability, or None where it is likelier that there is none."""
        known = odds(weights, options)
        total: dict[str, float] = {}
        for i, x in zip(self.among, known, strict=False):
            total[self.subjects.sk.names[i]] = total.get(self.subjects.sk.names[i], 0.0) + x
        best = max(total, key=lambda name: total[name], default=None)
        if best is None or total[best] <= known[-1]:
            return None
        mine = [i for i in self.among if self.subjects.sk.names[i] == best]
        return min(mine, key=lambda i: abs(i - self.at)), total[best] / sum(known)


class Subjects:
    """What of an article is the same for all its figures."""

    def __init__(self, sk: Skeleton) -> None:
        """Take the skeleton of a whole article."""
        self.sk = sk
        self.places = sorted(sk.mentions)
        self._tails: dict[int, dict[str, set[str]]] = {}

    def tails(self, i: int) -> dict[str, set[str]]:
        """Return the pieces by which a name may be taken up again: its ends, and what stands in the words after it."""
        if i not in self._tails:
            names = {self.sk.names[i], self.sk.mentions[i].text}
            follows = _FOLLOWS.match(self.sk.text, i + 1)
            ends = {name[-n:] for name in names for n in TAILS if len(name) > n}
            self._tails[i] = {"tail": ends, "noun": _grams(follows.group(), range(min(5, len(follows.group()) - 1))) if follows else set()}
        return self._tails[i]


@cache
def weights() -> dict[str, float]:
    """Load the learnt weights."""
    return read_weights("kg.relate", "subject_weights.tsv")
