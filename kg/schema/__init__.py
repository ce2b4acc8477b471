"""The schema as tables: entity types, relations and statuses; one row says all that any stage, export or view needs to know."""

from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class EntityType:
    """A row of ``entities.tsv``."""

    name: str
    zh: str
    en: str
    colour: str
    shape: str
    same_as: str
    definition: str


@dataclass(frozen=True)
class Relation:
    """A row of ``relations.tsv``; ``heads`` and ``tails`` are the types that may stand at its ends."""

    name: str
    zh: str
    en: str
    heads: tuple[str, ...]
    tails: tuple[str, ...]
    property: str
    symmetric: bool
    aligned: str
    back_zh: str
    back_en: str
    definition: str


@dataclass(frozen=True)
class Term:
    """A row of ``terms.tsv``: a class or a property of the RDF, with its domain, range and how many it may have (``1 ? + *``)."""

    name: str
    sort: str
    zh: str
    en: str
    domain: str
    range: str
    many: str
    aligned: str
    definition: str


STATUSES = {"asserted": "已述", "reported": "据称", "planned": "计划", "negated": "否定"}
CLAIM_CLASSES = {"holds_post": "kg:Post", "observes": "kg:Observation", "says": "kg:Quote"}


def _rows(name: str) -> list[list[str]]:
    text = resources.files("kg.schema").joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def entity_types() -> dict[str, EntityType]:
    """Return the entity types by name, in the order of the table.

    >>> list(entity_types())
    ['ORG', 'PERSON', 'PROGRAMME', 'PLACE', 'DOCUMENT', 'EVENT', 'AWARD']
    """
    return {r[0]: EntityType(*r) for r in _rows("entities.tsv")}


@cache
def relations() -> dict[str, Relation]:
    """Return the relations by name, in the order of the table."""
    return {r[0]: Relation(r[0], r[1], r[2], tuple(r[3].split()), tuple(r[4].split()), r[5], r[6] == "symmetric", *r[7:]) for r in _rows("relations.tsv")}


@cache
def terms() -> tuple[Term, ...]:
    """Return the rows of the RDF vocabulary, in the order of the table; a property that several classes bear has a row for each."""
    return tuple(Term(*r) for r in _rows("terms.tsv"))


def claim_class(relation: str) -> str:
    """Return the RDF class of the claims of a relation.

    >>> claim_class("holds_post"), claim_class("runs")
    ('kg:Post', 'kg:Relationship')
    """
    return CLAIM_CLASSES.get(relation, "kg:Relationship")


def fits(relation: str, head: str, tail: str) -> bool:
    """Tell whether entities of these types may stand at the ends of a relation.

    >>> fits("runs", "ORG", "PROGRAMME"), fits("runs", "AWARD", "PROGRAMME")
    (True, False)
    """
    row = relations()[relation]
    return head in row.heads and tail in row.tails


def describe() -> str:
    """Return the schema as text, for ``kg schema``."""
    lines = ["Entity types"]
    lines += [f"  {t.name:10} {t.zh}　{t.definition}" for t in entity_types().values()]
    lines.append("\nRelations")
    lines += [f"  {r.name:16} {r.zh}　{'/'.join(r.heads)} {'↔' if r.symmetric else '→'} {'/'.join(r.tails)}: {r.definition}" for r in relations().values()]
    lines.append("\nBeside them: observes (数据: indicator, value, unit, period of an entity) and says (引语: who said what).")
    lines.append("Status of a claim: " + ", ".join(f"{k} {v}" for k, v in STATUSES.items()))
    return "\n".join(lines)
