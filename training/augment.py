"""Substitute names in annotated paragraphs, so that the recogniser learns their places and shapes rather than themselves.

Persons take other surnames and given names, places another division or place of the same ending, bodies another division before the same rest or another body of
the same ending, programmes another programme that stands in the same marks; the brand of a team or site comes to stand in quotation marks: 石榴籽调解队, “石榴籽”调解队.
A surface that stands twice is replaced alike.
"""

import random
import re
from collections import defaultdict

from kg.annotate.features import word_tag
from kg.lexicon import COMPOUND_SURNAMES, divisions

_TEAM = re.compile(
    r"([\u4e00-\u9fff]{3,7}?)((?:党员|居民|公益|律师|青年|红色|便民|法律|爱心|双语|巾帼|骑手|党建|民情|助老|护学|应急|科普){0,2}"
    r"(?:志愿服务[队团]|志愿队|志愿者协会|服务[队团]|宣讲[队团]|调解[队室]|调解工作室|巡[逻护]队|突击队|先锋[队岗]|帮办队|救援队|工作室|议事会|理事会|驿站|工作站|服务站|联盟|互助会|食堂|小分队))"
)
_BODY = re.compile("(?:[省市县区镇乡村街局院校部会厂团园站所馆州国]|社区|街道|公司|大学|集团|中心|[小中]学)$")

BRANDED = 0.5  # the share of the brands of new names that come to stand in quotation marks
Span = tuple[int, int, str]
Paragraph = tuple[str, list[Span]]


class Substitution:
    """Pools of names from the training paragraphs and the tables; ``__call__`` makes one variant of a paragraph."""

    def __init__(self, paragraphs: list[Paragraph], seed: int) -> None:
        """Collect the pools."""
        self.random = random.Random(seed)
        self.by_end: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.surnames: list[str] = []
        self.given: list[str] = []
        self.foreign: list[str] = []
        for text, spans in paragraphs:
            for start, end, kind in spans:
                name = text[start:end]
                if kind == "PERSON":
                    self._person(name)
                else:
                    self.by_end[kind, self._end(text, start, end, kind)].append(name)
        for d in divisions().by_code.values():
            self.by_end["PLACE", self._suffix(d.name)].append(d.name)
        self.prefixes: dict[int, list[str]] = defaultdict(list)
        for d in divisions().by_code.values():
            self.prefixes[len(d.code)].append(d.name)

    def _person(self, name: str) -> None:
        plain = "".join(name.split())
        if "·" in plain or len(plain) > 4 or not plain:
            self.foreign.append(name)
            return
        cut = 2 if plain[:2] in COMPOUND_SURNAMES else 1
        self.surnames.append(plain[:cut])
        if plain[cut:]:
            self.given.append(plain[cut:])

    @staticmethod
    def _suffix(name: str) -> str:
        return "街道" if name.endswith("街道") else name[-1:]

    def _end(self, text: str, start: int, end: int, kind: str) -> str:
        if kind in ("PROGRAMME", "AWARD", "EVENT"):
            return text[start - 1 : start] if text[start - 1 : start] in "“《" else ""
        return self._suffix(text[start:end]) if kind == "PLACE" else text[end - 2 : end]

    def _new(self, name: str, kind: str, end: str) -> str:
        pick = self.random.choice
        if kind == "PERSON":
            plain = "".join(name.split())
            if "·" in plain or len(plain) > 4:
                return pick(self.foreign)
            made = pick(self.surnames) + pick(self.given)
            return f"{made[0]} {made[1]}" if len(made) == 2 and (" " in name or self.random.random() < 0.2) else made
        if kind == "ORG":
            hit = divisions().full.at(name, 0)
            if hit and hit.end < len(name) and self.random.random() < 0.7:
                return pick(self.prefixes[len(hit.value[0].code)]) + name[hit.end :]
        if kind in ("DOCUMENT", "EVENT"):
            return name
        made = pick(self.by_end[kind, end]) if self.by_end[kind, end] else name
        return self._branded(made) if kind == "ORG" and self.random.random() < BRANDED else made

    @staticmethod
    def _branded(name: str) -> str:
        """Put the brand of a team or site in quotation marks, where it has one."""
        team = _TEAM.fullmatch(name)
        if not team or word_tag(team[1]) or _BODY.search(team[1]) or divisions().full.at(name, 0) or divisions().short.at(name, 0):
            return name
        return f"“{team[1]}”{team[2]}"

    def __call__(self, paragraph: Paragraph, share: float = 0.7) -> Paragraph:
        """Return a variant of a paragraph in which about ``share`` of the names are others."""
        text, spans = paragraph
        chosen: dict[tuple[str, str], str] = {}
        made, out, at = "", [], 0
        for start, end, kind in spans:
            name = text[start:end]
            key = (name, kind)
            if key not in chosen:
                chosen[key] = self._new(name, kind, self._end(text, start, end, kind)) if self.random.random() < share else name
                if text[start - 1 : start] == "“" and "“" in chosen[key]:
                    chosen[key] = name
            made += text[at:start]
            out.append((len(made), len(made) + len(chosen[key]), kind))
            made += chosen[key]
            at = end
        made += text[at:]
        return (made, out) if not re.search(r"[{}|]", made) else paragraph
