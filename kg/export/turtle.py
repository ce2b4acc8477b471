"""RDF Turtle: entities, the plain triples of asserted claims, and for every claim an IRI node with its words.

No node is blank and everything is sorted, so that equal graphs give equal bytes.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

from rdflib import RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, ORG, PROV, SDO

from kg.config import Settings
from kg.export.registry import exporter
from kg.model import Entity, PageGraph, Span, Statement
from kg.schema import entity_types, relations

OA = Namespace("http://www.w3.org/ns/oa#")
_PREFIX = {"org": ORG, "foaf": FOAF, "schema": SDO, "skos": SKOS}
_UNSAFE = re.compile(r'[\x00-\x20<>"{}|\\^`%?#\[\]\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]')


def local(name: str) -> str:
    """Return a name as part of an IRI: Chinese stays readable, what an IRI cannot hold is percent-encoded.

    >>> local("org/永川区 <a>")
    'org/永川区%20%3Ca%3E'
    """
    return _UNSAFE.sub(lambda m: quote(m.group().encode("utf-8", "replace"), safe=""), name)


def _text(value: str) -> Literal:
    return Literal(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", value))


class _Writer:
    """Builds the triples of a graph under one base IRI."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.terms = Namespace(base + "ontology/")
        self.graph = Graph(bind_namespaces="none")
        for prefix, space in (
            ("kg", self.terms),
            ("org", ORG),
            ("foaf", FOAF),
            ("schema", SDO),
            ("skos", SKOS),
            ("prov", PROV),
            ("oa", OA),
            ("dcterms", DCTERMS),
            ("rdfs", RDFS),
            ("xsd", XSD),
        ):
            self.graph.bind(prefix, space)

    def iri(self, *parts: str) -> URIRef:
        return URIRef(self.base + "/".join(local(p) for p in parts))

    def add(self, s: URIRef, p: URIRef, o: URIRef | Literal) -> None:
        self.graph.add((s, p, o))

    def entity(self, e: Entity) -> None:
        node = self.iri("entity", e.id)
        space, _, name = entity_types()[e.type].same_as.partition(":")
        self.add(node, RDF.type, self.terms[e.type.capitalize()])
        self.add(node, RDF.type, _PREFIX[space][name])
        self.add(node, SKOS.prefLabel, _text(e.label))
        for alias in e.aliases:
            self.add(node, SKOS.altLabel, _text(alias))
        for value, term in ((e.kind, self.terms.kind), (e.date, DCTERMS.date), (e.code, self.terms.divisionCode)):
            if value:
                self.add(node, term, _text(value))

    def span(self, s: Span) -> URIRef:
        node = URIRef(f"{self.iri('source', s.doc)}#char={s.start},{s.end}")
        if (node, RDF.type, OA.TextQuoteSelector) not in self.graph:
            self.add(node, RDF.type, OA.TextQuoteSelector)
            self.add(node, OA.exact, _text(s.text))
            self.add(node, OA.start, Literal(s.start))
            self.add(node, OA.end, Literal(s.end))
            self.add(node, OA.hasSource, self.iri("source", s.doc))
        return node

    def statement(self, s: Statement) -> None:
        node, subject = self.iri("claim", s.id), self.iri("entity", s.subject)
        kind = {"holds_post": ORG.Membership, "observes": self.terms.Observation, "says": self.terms.Quote}.get(s.relation)
        self.add(node, RDF.type, self.terms.Claim)
        if kind is not None:
            self.add(node, RDF.type, kind)
        self.add(node, self.terms.subject, subject)
        self.add(node, self.terms.relation, self.terms[relations()[s.relation].property] if s.relation in relations() else self.terms[s.relation])
        if s.object:
            target = self.iri("entity", s.object)
            self.add(node, self.terms.object, target)
            if s.relation == "holds_post":
                self.add(node, ORG.member, subject)
                self.add(node, ORG.organization, target)
            if s.status in ("asserted", "reported"):
                self.add(subject, self.terms[relations()[s.relation].property], target)
        for value, term in (
            (s.role, self.terms.role),
            (s.indicator, self.terms.indicator),
            (s.unit, self.terms.unit),
            (s.period, self.terms.period),
            (s.comparison, self.terms.comparison),
        ):
            if value:
                self.add(node, term, _text(value))
        for value, term in ((s.since, self.terms.since), (s.until, self.terms.until), (s.as_of, self.terms.asOf)):
            if value:
                self.add(node, term, _text(value))
        if s.value is not None:
            self.add(node, self.terms.value, _text(s.value) if isinstance(s.value, str) else Literal(str(s.value), datatype=XSD.decimal))
        self.add(node, self.terms.status, _text(s.status))
        self.add(node, self.terms.confidence, Literal(str(s.confidence), datatype=XSD.decimal))
        for rule in s.rules:
            self.add(node, self.terms.rule, _text(rule))
        for span in s.evidence:
            self.add(node, self.terms.evidence, self.span(span))


@exporter("turtle", "graph.ttl", "RDF: entities, claims as nodes with their words, plain triples beside them")
def generate(graph: PageGraph, settings: Settings) -> Iterator[str]:
    """Yield the Turtle document."""
    writer = _Writer(settings.base_iri)
    for e in graph.entities:
        writer.entity(e)
    for s in graph.statements:
        writer.statement(s)
    for a in graph.articles:
        node = writer.iri("article", f"{a.doc}/{a.number}")
        writer.add(node, RDF.type, SDO.NewsArticle)
        writer.add(node, SDO.isPartOf, writer.iri("source", a.doc))
        for value, term in ((a.title, SDO.headline), (a.source, SDO.publisher), (a.date, SDO.datePublished), (a.sha256, SDO.sha256)):
            if value:
                writer.add(node, term, _text(value))
        for name in a.bylines:
            writer.add(node, SDO.author, _text(name))
    yield writer.graph.serialize(format="turtle")
