"""RDF in four syntaxes, and back: Turtle, N-Triples (streamed), TriG (a named graph for each source) and JSON-LD (with its context inside).

``parse`` reads what ``generate`` wrote; Turtle → graph → Turtle gives the same bytes.
"""

import io
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.plugins.serializers.jsonld import from_rdf
from rdflib.plugins.serializers.trig import TrigSerializer
from rdflib.plugins.serializers.turtle import TurtleSerializer

from kg.config import Settings
from kg.errors import GraphError
from kg.export.registry import exporter
from kg.export.triples import Triple, by_source, triples
from kg.export.vocabulary import Vocabulary, bind, prefixes
from kg.model import Card, Entity, PageGraph, Span, Statement
from kg.schema import STATUSES, entity_types, relations

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class _Pnames:
    """Shorten the terms of the vocabularies and nothing else.

    rdflib's own way makes a namespace of every IRI up to its last separator and compares each new one with all before: quadratic in the number of entities.
    """

    def preprocess(self) -> None:
        self.spaces = {space: prefix for prefix, space in prefixes(self.store.namespace_manager.store.namespace("kg").removesuffix("ontology/")).items()}  # type: ignore[attr-defined]
        for space, prefix in self.spaces.items():
            self.addNamespace(prefix, space)  # type: ignore[attr-defined]
        super().preprocess()  # type: ignore[misc]

    def get_pname(self, uri: Any, gen_prefix: bool = True) -> str | None:  # noqa: ARG002
        if not isinstance(uri, URIRef):
            return None
        cut = max(uri.rfind("#"), uri.rfind("/")) + 1
        prefix = self.spaces.get(uri[:cut])
        return f"{prefix}:{uri[cut:]}" if prefix and uri[cut:].isascii() and uri[cut:].isalnum() else None


class _Turtle(_Pnames, TurtleSerializer):
    """rdflib's Turtle with our names."""


class _Trig(_Pnames, TrigSerializer):
    """rdflib's TriG with our names, the graphs in order."""

    def preprocess(self) -> None:
        self.contexts = sorted(self.contexts, key=lambda c: str(c.identifier))
        super().preprocess()


def _serialised(serializer: TurtleSerializer) -> str:
    made = io.BytesIO()
    serializer.serialize(made)
    return made.getvalue().decode()


def to_rdflib(graph: PageGraph, settings: Settings) -> Graph:
    """Return the graph for rdflib, with its prefixes bound."""
    made = Graph(bind_namespaces="none")
    bind(made, settings.base_iri)
    for triple in triples(graph, settings):
        made.add(triple)
    return made


@exporter("turtle", "graph.ttl", "RDF: entities, plain triples, and every claim as a node with its words")
def generate(graph: PageGraph, settings: Settings) -> Iterator[str]:
    """Yield the Turtle document."""
    yield _serialised(_Turtle(to_rdflib(graph, settings)))


def _written(term: URIRef | Literal) -> str:
    """Write a term as N-Triples does."""
    if isinstance(term, URIRef):
        return f"<{term}>"
    words = '"' + "".join(_ESCAPES.get(c, c) for c in str(term)) + '"'
    return f"{words}@{term.language}" if term.language else f"{words}^^<{term.datatype}>" if term.datatype else words


def _line(triple: Triple) -> str:
    return " ".join(map(_written, triple)) + " .\n"


@exporter("ntriples", "graph.nt", "RDF as N-Triples, one a line, streamed", by_default=False)
def generate_ntriples(graph: PageGraph, settings: Settings) -> Iterator[str]:
    """Yield a line a triple, each once."""
    plain: set[str] = set()
    for triple in triples(graph, settings):
        line = _line(triple)
        if str(triple[0]).startswith(settings.base_iri + "entity/"):  # only plain triples can come twice
            if line in plain:
                continue
            plain.add(line)
        yield line


@exporter("trig", "graph.trig", "RDF as TriG: the claims of each source in a named graph", by_default=False)
def generate_trig(graph: PageGraph, settings: Settings) -> Iterator[str]:
    """Yield the TriG document."""
    made = Dataset(default_union=False)
    bind(made, settings.base_iri)
    for name, triple in by_source(graph, settings):
        made.graph(name).add(triple) if name is not None else made.default_graph.add(triple)
    yield _serialised(_Trig(made))


@exporter("jsonld", "graph.jsonld", "RDF as JSON-LD, its context inside", by_default=False)
def generate_jsonld(graph: PageGraph, settings: Settings) -> Iterator[str]:
    """Yield the JSON-LD document, its nodes and their values in order: rdflib takes them as they come out of its sets."""
    made = from_rdf(to_rdflib(graph, settings), prefixes(settings.base_iri))  # type: ignore[no-untyped-call]
    made["@graph"] = sorted(({k: sorted(v, key=json.dumps) if isinstance(v, list) else v for k, v in node.items()} for node in made["@graph"]), key=lambda n: n["@id"])
    yield json.dumps(made, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def base_of(turtle: str) -> str:
    """Return the base IRI under which a Turtle document of ours was written.

    Raises:
        GraphError: it does not begin as ours do.
    """
    found = re.search(r"^@prefix kg: <([^<>\s]+)ontology/> \.$", turtle[:4000], re.MULTILINE)
    if not found:
        raise GraphError("no graph of ours: it does not declare the prefix kg:")
    return found[1]


class _Reader:
    """The inverse of the writer: the values of a node by prefixed names."""

    def __init__(self, graph: Graph, base: str) -> None:
        self.graph = graph
        self.base = base
        self.terms = Vocabulary(base)
        self.types = {self.terms[f"kg:{t.en}"]: t.name for t in entity_types().values()}
        self.relations = {self.terms[f"kg:{r.property}"]: r.name for r in relations().values()} | {self.terms[f"kg:{n}"]: n for n in ("observes", "says")}
        self.statuses = {self.terms[f"kg:{s}"]: s for s in STATUSES}
        self.docs = {s: str(self.one(s, "schema:name")) for s in graph.subjects(self.terms["rdf:type"], self.terms["schema:DigitalDocument"])}
        self.ids = {e: str(i) for e, i in graph.subject_objects(self.terms["dcterms:identifier"])}

    def all(self, node: Any, term: str) -> list[Any]:
        return list(self.graph.objects(node, self.terms[term]))

    def one(self, node: Any, term: str) -> Any:
        found = self.all(node, term)
        return found[0] if found else ""

    def texts(self, node: Any, term: str) -> tuple[str, ...]:
        return tuple(sorted(map(str, self.all(node, term))))

    def span(self, node: Any, text: str) -> Span:
        source, _, at = str(node).partition("#char=")
        start, _, end = at.partition(",")
        doc = self.docs.get(URIRef(source)) or unquote(source.removeprefix(self.base + "source/"))
        return Span(doc, int(start), int(end), text)

    def entity(self, node: Any) -> Entity:
        kind = next(self.types[t] for t in self.all(node, "rdf:type") if t in self.types)
        mentions = tuple(sorted(self.span(m, str(self.one(m, "rdf:value"))) for m in self.all(node, "kg:mention")))
        words = {n: str(self.one(node, t)) for n, t in (("kind", "kg:kind"), ("date", "dcterms:date"), ("code", "kg:divisionCode"), ("anchor", "kg:anchor"))}
        label = str(self.one(node, "skos:prefLabel"))
        return Entity(self.ids[node], kind, label, self.texts(node, "skos:altLabel"), **words, mentions=mentions, joined=self.texts(node, "kg:joined"))

    def value(self, node: Any) -> float | int | str | None:
        found = self.one(node, "kg:value")
        if not isinstance(found, Literal):
            return None
        name = str(found.datatype or "")
        return int(found) if name.endswith("integer") else float(found) if name.endswith("decimal") else str(found)

    def statement(self, node: Any) -> Statement:
        relation = self.relations[self.one(node, "kg:relation")]
        words = {n: str(self.one(node, f"kg:{n}")) for n in ("role", "indicator", "unit", "period", "comparison", "since", "until")}
        evidence = [self.span(p, str(self.one(self.one(p, "oa:hasSelector"), "oa:exact"))) for p in self.all(node, "kg:evidence")]
        return Statement(
            str(node).removeprefix(self.base + "claim/"),
            self.ids[self.one(node, "kg:subject")],
            relation,
            self.ids.get(self.one(node, "kg:object"), ""),
            status=self.statuses[self.one(node, "kg:status")],
            value=str(self.one(node, "kg:words")) if relation == "says" else self.value(node),
            as_of=str(self.one(node, "kg:asOf")),
            confidence=float(self.one(node, "kg:confidence")),
            rules=self.texts(node, "kg:rule"),
            evidence=tuple(sorted(evidence)),
            **words,
        )

    def card(self, node: Any) -> Card:
        source = self.one(node, "schema:isPartOf")
        words = (("title", "schema:headline"), ("source", "schema:publisher"), ("date", "schema:datePublished"), ("place", "kg:home"))
        return Card(
            self.docs[source],
            int(self.one(node, "schema:position")),
            bylines=self.texts(node, "schema:author"),
            sha256=str(self.one(source, "schema:sha256")),
            start=int(self.one(node, "kg:start")),
            end=int(self.one(node, "kg:end")),
            **{name: str(self.one(node, term)) for name, term in words},
        )


def parse(turtle: str) -> PageGraph:
    """Read the graph back from its Turtle. Bylines come back in alphabetical order: a set of triples has none.

    Raises:
        GraphError: it is no Turtle, or not a graph of ours.
    """
    base = base_of(turtle)
    try:
        graph = Graph(bind_namespaces="none").parse(data=turtle, format="turtle")
        reader = _Reader(graph, base)
        terms = reader.terms
        entities = {reader.ids[n]: reader.entity(n) for n in reader.ids}
        claims = [reader.statement(n) for n in graph.subjects(terms["rdf:type"], terms["kg:Claim"])]
        cards = [reader.card(n) for n in graph.subjects(terms["rdf:type"], terms["schema:NewsArticle"])]
    except (KeyError, ValueError, StopIteration, SyntaxError) as e:
        raise GraphError(f"no graph of ours: {e!r}") from e
    return PageGraph(tuple(sorted(cards, key=lambda a: (a.doc, a.number))), tuple(entities[k] for k in sorted(entities)), tuple(sorted(claims, key=lambda s: s.id)))
