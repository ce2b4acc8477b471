"""The pattern table, read and compiled once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from kg.relate.skeleton import CLASS, classes


@dataclass(frozen=True)
class Frame:
    """A trigger with what may stand before and after it."""

    relation: str
    trigger: re.Pattern[str]
    head: str
    tail: str
    voice: str
    confidence: float
    number: int
    finds: tuple[str, ...]
    leaves: tuple[str, ...]


@dataclass(frozen=True)
class Pattern:
    """A regular expression over a skeleton with the groups ``head`` or ``heads`` and ``tail``."""

    relation: str
    regex: re.Pattern[str]
    swap: bool
    confidence: float
    number: int
    finds: tuple[str, ...]
    leaves: tuple[str, ...]


def compile_pattern(source: str) -> re.Pattern[str]:
    """Compile a pattern's text: {ORG} is one mention of that class, {ORGS} one or several joined by 、和与及, {ANY} (within brackets) any mention."""
    made = source.replace("{ANY}", CLASS["ANY"])
    for name in sorted(CLASS, key=len, reverse=True):
        one = classes(name)
        between = rf"[^，。；、{CLASS['ANY']}]{{0,4}}(?:以及|[、和与及])?[^，。；、{CLASS['ANY']}]{{0,6}}"
        made = made.replace(f"{{{name}S}}", f"{one}(?:{between}{one})*").replace(f"{{{name}}}", one)
    return re.compile(made)


@cache
def patterns() -> tuple[tuple[Frame, ...], tuple[Pattern, ...]]:
    """Load the table: the frames and the patterns."""
    rows = tomllib.loads(resources.files("kg.relate").joinpath("patterns.toml").read_text(encoding="utf-8"))
    frames = tuple(
        Frame(
            r["relation"],
            compile_pattern("|".join(sorted(r["trigger"].split("|"), key=len, reverse=True))),
            "".join(CLASS[t] for t in r["head"]),
            "".join(CLASS[t] for t in r["tail"]),
            r.get("voice", "active"),
            r["confidence"],
            n,
            tuple(r["finds"]),
            tuple(r["leaves"]),
        )
        for n, r in enumerate(rows["frame"])
    )
    regexes = tuple(
        Pattern(r["relation"], compile_pattern(r["regex"]), r.get("swap", False), r["confidence"], n, tuple(r["finds"]), tuple(r["leaves"])) for n, r in enumerate(rows["pattern"])
    )
    return frames, regexes
