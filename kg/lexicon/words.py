"""The word tables and what is read off them: surnames, titles, head nouns of bodies and of programmes."""

from functools import cache
from importlib import resources

from kg.lexicon.gazetteer import Gazetteer


def table(name: str) -> list[list[str]]:
    """Read a table of this package: the tab-separated cells of each line that is no comment.

    >>> table("surnames.tsv")[1][1]
    'compound'
    """
    text = resources.files("kg.lexicon").joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


_ROWS = table("surnames.tsv")
SURNAMES: frozenset[str] = frozenset(c for forms, kind in _ROWS if kind == "single" for c in forms)
COMPOUND_SURNAMES: frozenset[str] = frozenset(s for forms, kind in _ROWS if kind == "compound" for s in forms.split())


def _words(name: str) -> Gazetteer[str]:
    return Gazetteer({word: kind for words, kind in table(name) for word in words.split()})


@cache
def titles() -> Gazetteer[str]:
    """Titles → ``post``, ``job`` or ``honorific``."""
    return _words("titles.tsv")


@cache
def org_suffixes() -> Gazetteer[str]:
    """Head nouns of bodies → the class of body."""
    return _words("org_suffixes.tsv")


@cache
def units() -> dict[str, tuple[str, str]]:
    """Units and measure words → (what they measure, the characters that may not follow them).

    >>> units()["国"]
    ('things', '道家际内外有')
    """
    return {word: (kind, after) for kind, words in table("units.tsv") for word, _, after in (w.partition("/") for w in words.split())}


@cache
def programme_heads() -> Gazetteer[str]:
    """Head nouns of programmes (品牌, 机制 …)."""
    return _words("programme_heads.tsv")


@cache
def _renowned() -> dict[str, tuple[str, str]]:
    return {name: (type_, kind) for name, type_, kind in table("renowned.tsv")}


def is_renowned(name: str, type_: str) -> bool:
    """Tell whether a name means one thing wherever a page is at home: a country, a ministry, a programme of the whole country, a body of another country.

    >>> is_renowned("伊朗", "PLACE"), is_renowned("伊朗外交部", "ORG"), is_renowned("宣传部", "ORG")
    (True, True, False)
    """
    known = _renowned()
    if known.get(name, ("", ""))[0] == type_:
        return True
    return type_ == "ORG" and any(known.get(name[:k], ("", ""))[1] == "country" for k in range(2, min(len(name), 9)))


def is_country(name: str) -> bool:
    """Tell whether a name is a country's.

    >>> is_country("伊朗"), is_country("伊春市")
    (True, False)
    """
    return _renowned().get(name, ("", ""))[1] == "country"


def is_name_shaped(word: str) -> bool:
    """Tell whether a word has the shape of a Chinese person's name: surname and one or two further characters, layout spaces aside.

    >>> [is_name_shaped(w) for w in ("钟 梅", "欧阳志恒", "群众", "电梯里")]
    [True, True, False, False]
    """
    name = "".join(word.split())
    if not all("\u3400" <= c <= "\u9fff" for c in name):
        return False
    if name[:2] in COMPOUND_SURNAMES:
        return 3 <= len(name) <= 4
    return len(name) in (2, 3) and name[0] in SURNAMES
