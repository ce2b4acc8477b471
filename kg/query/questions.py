"""The named questions: one ``.rq`` file each. Its header gives the title in Chinese and English, the parameters with their defaults, and an example."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from kg.errors import QueryError

_PARAMETER = re.compile(r'# param (\w+) = (?:"([^"]*)"|([\d.]+)|(required|date)): ([^|]*) \| (.*)')
_DATE = re.compile(r"(?:\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)?")


@dataclass(frozen=True)
class Parameter:
    """A value that a question takes: a text, or a number where the default is one. ``sort`` is ``required`` where it cannot be left out, ``date`` where it is one."""

    name: str
    default: str | float
    zh: str
    en: str
    sort: str = ""


@dataclass(frozen=True)
class Question:
    """A named query. ``text`` is SPARQL without prefixes, its parameters are variables that the engine binds; ``example`` are values that find something in seeds/."""

    name: str
    zh: str
    en: str
    parameters: tuple[Parameter, ...]
    example: dict[str, str]
    text: str

    def bindings(self, given: dict[str, str]) -> dict[str, str | float]:
        """Return a value for every parameter.

        Raises:
            QueryError: an unknown parameter, one that is missing, or a text where a number or a date is wanted.
        """
        known = {p.name: p for p in self.parameters}
        unknown = sorted(set(given) - set(known))
        if unknown:
            raise QueryError(f"{self.name} has no parameter {', '.join(unknown)} (known: {', '.join(known) or 'none'})")
        made: dict[str, str | float] = {}
        for name, p in known.items():
            value = given.get(name, p.default)
            try:
                made[name] = value if isinstance(p.default, str) else float(value)
            except ValueError:
                raise QueryError(f"{self.name}: {name} wants a number, not {value!r}") from None
            if p.sort == "required" and not value:
                raise QueryError(f"{self.name}: {name} is wanted ({p.zh} · {p.en})")
            if p.sort == "date" and not _DATE.fullmatch(str(value)):
                raise QueryError(f"{self.name}: {name} wants a date as 2023, 2023-11 or 2023-11-08, not {value!r}")
        return made


def _read(name: str, text: str) -> Question:
    head = dict(re.findall(r"^# (zh|en|example): (.*)$", text, re.MULTILINE))
    parameters = tuple(Parameter(n, float(number) if number else words, zh, en, sort) for n, words, number, sort, zh, en in _PARAMETER.findall(text))
    example = dict(pair.split("=", 1) for pair in head.get("example", "").split("&") if pair)
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return Question(name, head["zh"], head["en"], parameters, example, body)


@cache
def questions() -> dict[str, Question]:
    """Return the named questions by name, in alphabetical order.

    >>> questions()["posts"].parameters[0].name
    'person'
    """
    folder = resources.files("kg.query").joinpath("questions")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".rq")), key=lambda f: f.name)
    return {f.name.removesuffix(".rq"): _read(f.name.removesuffix(".rq"), f.read_text(encoding="utf-8")) for f in files}


def question(name: str) -> Question:
    """Return a named question.

    Raises:
        QueryError: there is none of that name.
    """
    found = questions().get(name)
    if found is None:
        raise QueryError(f"no question {name!r} (known: {', '.join(questions())})")
    return found
