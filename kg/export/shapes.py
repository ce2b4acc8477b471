"""``shapes.ttl``: SHACL shapes made from the schema's tables, and ``validate``, which tells in plain words where a graph breaks them.

Every class is closed: what the tables do not name is a fault.
"""

from collections.abc import Iterator
from pathlib import Path

from rdflib import RDF, SH, Graph, URIRef
from rdflib.term import Node

from kg.config import Settings
from kg.errors import GraphError
from kg.export.registry import exporter
from kg.export.turtle import base_of
from kg.export.vocabulary import Vocabulary, prefixes
from kg.model import PageGraph
from kg.schema import Relation, Term, entity_types, relations, terms

_COUNTS = {"1": "sh:minCount 1 ; sh:maxCount 1", "?": "sh:maxCount 1", "+": "sh:minCount 1", "*": ""}
_DATES = ("xsd:date", "xsd:gYear", "xsd:gYearMonth", "xsd:gMonth", "xsd:gMonthDay", "xsd:string")
_LIMITS = {
    "kg:confidence": "sh:minInclusive 0.0 ; sh:maxInclusive 1.0",
    "oa:start": "sh:minInclusive 0 ; sh:lessThan oa:end",
    "kg:start": "sh:minInclusive 0 ; sh:lessThanOrEquals kg:end",
    "kg:mentions": "sh:minInclusive 1",
    "schema:sha256": 'sh:pattern "^[0-9a-f]{64}$"',
    "kg:divisionCode": 'sh:pattern "^[0-9]{2,12}$"',
    "skos:prefLabel": "sh:minLength 1",
    "kg:sentence": "sh:minLength 1",
}


# Classes whose nodes also bear the properties of a wider class; and those wider ones, which cannot be closed by themselves.
_DOMAINS = {n: ("kg:Claim", n) for n in ("kg:Relationship", "kg:Post", "kg:Observation", "kg:Quote")} | {"dcat:Dataset": ("dcat:Dataset", "void:Dataset")}
_OPEN = ("kg:Claim", "void:Dataset")


def _either(kind: str, names: tuple[str, ...]) -> str:
    return f"sh:{kind} {names[0]}" if len(names) == 1 else "sh:or ( " + " ".join(f"[ sh:{kind} {n} ]" for n in names) + " )"


def _range(row: Term) -> str:
    named = {
        "date": _either("datatype", _DATES),
        "number": _either("datatype", ("xsd:integer", "xsd:decimal", "xsd:string")),
        "text": "sh:datatype rdf:langString",
        "iri": "sh:nodeKind sh:IRI",
        "passage": 'sh:nodeKind sh:IRI ; sh:pattern "#char=[0-9]+,[0-9]+$"',
        "kg:Entity": _either("class", tuple(f"kg:{t.en}" for t in entity_types().values())),
        "kg:Status": "sh:in ( kg:asserted kg:reported kg:planned kg:negated )",
        "relation": "sh:in ( " + " ".join(f"kg:{r.property}" for r in relations().values()) + " kg:observes kg:says )",
    }
    return named.get(row.range) or (f"sh:datatype {row.range}" if row.range.startswith("xsd:") else f"sh:class {row.range}")


def _property(path: str, *parts: str) -> str:
    return "  sh:property [ " + " ; ".join((f"sh:path {path}", *(p for p in parts if p))) + " ]"


def _relation(r: Relation) -> str:
    return _property(f"kg:{r.property}", _either("class", tuple(f"kg:{entity_types()[t].en}" for t in r.tails)))


def _shape(target: str, domains: tuple[str, ...], more: tuple[str, ...] = (), *, closed: bool = True) -> str:
    """Return the shape of a class: the properties of the domains that it belongs to."""
    rows = [row for row in terms() if row.sort == "property" and row.domain in domains]
    lines = [_property(row.name, _range(row), _COUNTS[row.many], _LIMITS.get(row.name, "")) for row in rows]
    name = "kg:" + target.replace(":", "-") + "-shape"
    shut = "  sh:closed true ;\n  sh:ignoredProperties ( rdf:type ) ;\n" if closed else ""
    return f"{name} a sh:NodeShape ;\n  sh:targetClass {target} ;\n{shut}" + " ;\n".join([*lines, *more]) + " .\n"


@exporter("shapes", "shapes.ttl", "SHACL shapes for the RDF: `kg check` and other validators use them")
def generate(_graph: PageGraph, settings: Settings) -> Iterator[str]:
    """Yield the shapes as Turtle; they depend on the schema and the base IRI alone."""
    yield "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in prefixes(settings.base_iri).items()) + "\n"
    for t in entity_types().values():
        yield _shape(f"kg:{t.en}", ("kg:Entity",), tuple(_relation(r) for r in relations().values() if t.name in r.heads)) + "\n"
    for row in terms():
        if row.sort == "class" and (row.name in _DOMAINS or any(p.domain == row.name for p in terms())) and row.name != "kg:Entity":
            yield _shape(row.name, _DOMAINS.get(row.name, (row.name,)), closed=row.name not in _OPEN) + "\n"


def validate(path: Path) -> list[str]:
    """Return the faults of a Turtle file against the shapes, each a line that names node, property and reason; none where it conforms.

    Raises:
        GraphError: the file cannot be read, is no graph of ours, or pySHACL is not installed.
    """
    try:
        from pyshacl import validate as shacl
    except ImportError as e:
        raise GraphError("checking needs pySHACL: pip install 'kg[check]'") from e
    try:
        text = path.read_text(encoding="utf-8")
        base = base_of(text)
        graph = Graph(bind_namespaces="none").parse(data=text, format="turtle")
    except (OSError, UnicodeDecodeError, SyntaxError, GraphError) as e:
        raise GraphError(f"{path}: {e}") from e
    settings, empty = Settings(base_iri=base), PageGraph()
    rules = Graph().parse(data="".join(generate(empty, settings)), format="turtle")
    _, report, _ = shacl(graph, shacl_graph=rules, ont_graph=None, inference="none", advanced=False)
    assert isinstance(report, Graph)
    return sorted({_fault(report, node, Vocabulary(base).names(), base) for node in report.subjects(RDF.type, SH.ValidationResult)})


def _fault(report: Graph, node: Node, names: dict[str, str], base: str) -> str:
    def value(term: URIRef) -> str:
        found = str(report.value(node, term) or "")
        return names.get(found, found.removeprefix(base))

    kind = value(SH.sourceConstraintComponent).removeprefix(str(SH)).removesuffix("ConstraintComponent")
    said = value(SH.value)
    return f"{value(SH.focusNode)} · {value(SH.resultPath)}{' · ' + said[:80] if said else ''}: {kind}: {value(SH.resultMessage)[:200]}"
