"""A graph as triples: entities, the plain triples of asserted claims, every claim as a node with its words, articles, the build, the dataset's card.

No node is blank and no clock is read, so that equal graphs give equal triples. The shape of the claim nodes follows Wikidata (statement nodes beside plain triples),
W3C ORG (``Membership``), Web Annotation (passages with quote and position selectors), RFC 5147 (``#char=12,15``), PROV-O, OWL-Time, DCAT and VoID.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from importlib.metadata import version
from urllib.parse import quote

from rdflib import XSD, Literal, URIRef

from kg.config import Settings
from kg.export.vocabulary import Vocabulary, language
from kg.model import Card, Entity, Extents, PageGraph, Span, Statement
from kg.schema import claim_class, entity_types, relations

Triple = tuple[URIRef, URIRef, URIRef | Literal]
Rows = Sequence[tuple[str, URIRef | Literal | None]]
FILES = {"graph.ttl": "text/turtle", "entities.jsonl": "application/jsonl", "claims.jsonl": "application/jsonl", "graph.graphml": "application/graphml+xml"}
_MEDIA = "https://www.iana.org/assignments/media-types/"
_UNSAFE = re.compile(
    r'[\x00-\x20<>"{}|\\^`%?#\[\]\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\u2060-\u206f\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\uffff\U000e0000-\U0010ffff\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff\U0004fffe\U0004ffff\U0005fffe\U0005ffff\U0006fffe\U0006ffff\U0007fffe\U0007ffff\U0008fffe\U0008ffff\U0009fffe\U0009ffff\U000afffe\U000affff\U000bfffe\U000bffff\U000cfffe\U000cffff\U000dfffe\U000dffff]'
)
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DATES = {
    r"\d{4}": XSD.gYear,
    r"\d{4}-(?:0[1-9]|1[0-2])": XSD.gYearMonth,
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])": XSD.date,
    r"--(?:0[1-9]|1[0-2])": XSD.gMonth,
    r"--(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])": XSD.gMonthDay,
}
_INSTANT = {XSD.date: "time:inXSDDate", XSD.gYearMonth: "time:inXSDgYearMonth", XSD.gYear: "time:inXSDgYear"}


def local(name: str) -> str:
    """Return a name as part of an IRI: Chinese stays readable, what an IRI cannot hold is percent-encoded.

    >>> local("org/永川区 <a>")
    'org/永川区%20%3Ca%3E'
    """
    safe = _UNSAFE.sub(lambda m: quote(m.group(), safe=""), _UNWRITABLE.sub("\ufffd", name))
    return re.sub(r"(^|/)(\.{1,2})(?=/|$)", lambda m: m[1] + "%2E" * len(m[2]), safe)  # no dot segments: a resolver would take them away


def text(value: str) -> Literal:
    """Return a text, with the replacement character for what XML and UTF-8 cannot hold."""
    return Literal(_UNWRITABLE.sub("\ufffd", value))


def dated(value: str) -> Literal:
    """Return a date with the datatype of its precision.

    >>> dated("2023-11").datatype
    rdflib.term.URIRef('http://www.w3.org/2001/XMLSchema#gYearMonth')
    """
    for form, datatype in _DATES.items():
        if re.fullmatch(form, value):
            try:
                date.fromisoformat(value if datatype == XSD.date else "2000-01-01")
            except ValueError:
                break  # the 30th of February
            return Literal(value, datatype=datatype, normalize=False)
    return text(value)


def number(value: float | str) -> Literal:
    """Return a number as integer or decimal; a range stays text."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, int):
        return Literal(str(value), datatype=XSD.integer, normalize=False)
    return Literal(format(Decimal(repr(value)), "f"), datatype=XSD.decimal, normalize=False)


class _Writer:
    """The triples of one graph under one base IRI."""

    def __init__(self, graph: PageGraph, base: str) -> None:
        self.base = base
        self.terms = Vocabulary(base)
        self.graph = graph
        self.types = {e.id: e.type for e in graph.entities}
        self.seen: set[tuple[str, URIRef]] = set()
        self.extents = Extents(graph.articles)

    def iri(self, *parts: str) -> URIRef:
        return URIRef(self.base + "/".join(local(p) for p in parts))

    def say(self, node: URIRef, rows: Rows) -> Iterator[Triple]:
        """Yield the triples of a node; rows without a value say nothing."""
        for term, value in rows:
            if value is not None:
                yield node, self.terms[term], value

    def article(self, p: Span) -> URIRef | None:
        card = self.extents.holding(p)
        return self.iri("article", card.doc, str(card.number)) if card else None

    def passage(self, p: Span) -> URIRef:
        return URIRef(f"{self.iri('source', p.doc)}#char={p.start},{p.end}")

    def once(self, node: URIRef, what: str = "node") -> bool:
        """Tell whether something is said of a node for the first time."""
        before = len(self.seen)
        self.seen.add((what, node))
        return len(self.seen) > before

    def entity(self, e: Entity) -> Iterator[Triple]:
        node, row = self.iri("entity", e.id), entity_types()[e.type]
        places, passages = {self.article(m) for m in e.mentions}, [self.passage(m) for m in e.mentions]
        yield from self.say(
            node,
            [
                ("rdf:type", self.terms[f"kg:{row.en}"]),
                ("rdf:type", self.terms[row.same_as]),
                ("dcterms:identifier", text(e.id)),
                ("skos:prefLabel", text(e.label)),
                *(("skos:altLabel", text(a)) for a in e.aliases),
                *(("kg:name", text(n)) for n in dict.fromkeys((e.label, *e.aliases))),
                ("kg:kind", text(e.kind) if e.kind else None),
                ("dcterms:date", dated(e.date) if e.date else None),
                ("kg:divisionCode", text(e.code) if e.code else None),
                ("kg:anchor", text(e.anchor) if e.anchor else None),
                *(("kg:joined", text(j)) for j in e.joined),
                ("kg:mentions", number(len(e.mentions))),
                *(("kg:mentionedIn", a) for a in sorted(p for p in places if p is not None)),
                *(("kg:mention", p) for p in passages),
            ],
        )
        for m, passage in zip(e.mentions, passages, strict=True):
            if self.once(passage, "words"):
                yield passage, self.terms["rdf:value"], text(m.text)

    def evidence(self, p: Span) -> Iterator[Triple]:
        node = self.passage(p)
        if not self.once(node):
            return
        selector = URIRef(f"{self.iri('source', p.doc)}#select={p.start},{p.end}")
        source, article = self.iri("source", p.doc), self.article(p)
        yield from self.say(node, [("rdf:type", self.terms["oa:SpecificResource"]), ("oa:hasSource", source), ("oa:hasSelector", selector), ("dcterms:isPartOf", article)])
        kinds = [("rdf:type", self.terms[c]) for c in ("oa:TextQuoteSelector", "oa:TextPositionSelector")]
        yield from self.say(selector, [*kinds, ("oa:exact", text(p.text)), ("oa:start", number(p.start)), ("oa:end", number(p.end))])

    def statement(self, s: Statement) -> Iterator[Triple]:
        node, subject = self.iri("claim", s.id), self.iri("entity", s.subject)
        target = self.iri("entity", s.object) if s.object else None
        relation = self.terms["kg:" + (relations()[s.relation].property if s.relation in relations() else s.relation)]
        if target is not None and s.status == "asserted":
            yield subject, relation, target
        said = {self.article(p) for p in s.evidence}
        days = sorted(card.date for p in s.evidence if (card := self.extents.holding(p)) and card.date)
        yield from self.say(
            node,
            [
                ("rdf:type", self.terms["kg:Claim"]),
                ("rdf:type", self.terms[claim_class(s.relation)]),
                ("kg:subject", subject),
                ("kg:relation", relation),
                ("kg:object", target),
                ("kg:about", subject),
                ("kg:about", target if target != subject else None),
                ("kg:status", self.terms[f"kg:{s.status}"]),
                ("kg:confidence", number(float(s.confidence))),
                *(("kg:rule", text(r)) for r in s.rules),
                ("kg:sentence", text(s.sentence)),
                *(("kg:evidence", self.passage(p)) for p in s.evidence),
                *(("prov:hadPrimarySource", a) for a in sorted(p for p in said if p is not None)),
                ("kg:published", dated(days[0]) if days else None),
                ("kg:since", dated(s.since) if s.since else None),
                ("kg:until", dated(s.until) if s.until else None),
                ("kg:asOf", dated(s.as_of) if s.as_of else None),
            ],
        )
        if s.relation == "observes":
            rows: Rows = [(f"kg:{n}", text(v) if v else None) for n, v in (("indicator", s.indicator), ("unit", s.unit), ("comparison", s.comparison), ("period", s.period))]
            yield from self.say(node, [*rows, ("kg:value", number(s.value) if s.value is not None else None)])
        elif s.relation == "says":
            yield from self.say(node, [("kg:words", text(str(s.value)))])
        elif s.relation == "holds_post":
            yield from self.post(node, s)
        for p in s.evidence:
            yield from self.evidence(p)

    def post(self, node: URIRef, s: Statement) -> Iterator[Triple]:
        role, during = self.iri("role", s.role) if s.role else None, URIRef(f"{node}/interval")
        body = self.iri("entity", s.object) if self.types.get(s.object) == "ORG" else None
        yield from self.say(
            node,
            [
                ("rdf:type", self.terms["org:Membership"]),
                ("org:member", self.iri("entity", s.subject)),
                ("org:organization", body),
                ("kg:role", text(s.role) if s.role else None),
                ("org:role", role),
                ("org:memberDuring", during if s.since or s.until else None),
            ],
        )
        if role is not None and self.once(role):
            yield from self.say(role, [("rdf:type", self.terms["org:Role"]), ("skos:prefLabel", text(s.role))])
        if not (s.since or s.until):
            return
        yield during, self.terms["rdf:type"], self.terms["time:ProperInterval"]
        for end, value in (("hasBeginning", s.since), ("hasEnd", s.until)):
            when = dated(value) if value else None
            if when is not None and when.datatype in _INSTANT:
                instant = URIRef(f"{during}/{end}")
                yield from self.say(during, [(f"time:{end}", instant)])
                yield from self.say(instant, [("rdf:type", self.terms["time:Instant"]), (_INSTANT[when.datatype], when)])

    def card(self, a: Card) -> Iterator[Triple]:
        node, source = self.iri("article", a.doc, str(a.number)), self.iri("source", a.doc)
        if self.once(source):
            rows: Rows = [("rdf:type", self.terms["schema:DigitalDocument"]), ("schema:name", text(a.doc)), ("schema:sha256", text(a.sha256) if a.sha256 else None)]
            yield from self.say(source, rows)
        yield from self.say(
            node,
            [
                ("rdf:type", self.terms["schema:NewsArticle"]),
                ("schema:isPartOf", source),
                ("schema:position", number(a.number)),
                ("schema:headline", text(a.title) if a.title else None),
                *(("schema:author", text(b)) for b in a.bylines),
                ("schema:publisher", text(a.source) if a.source else None),
                ("schema:datePublished", dated(a.date) if a.date else None),
                ("kg:home", text(a.place) if a.place else None),
                ("kg:start", number(a.start)),
                ("kg:end", number(a.end)),
            ],
        )

    def dataset(self) -> Iterator[Triple]:
        """Yield the card of the whole: what it is, by whom made of what, how many of each class and relation it holds."""
        node, agent = URIRef(self.base + "dataset"), self.iri("software", f"kg-{version('kg')}")
        sources = sorted({a.doc for a in self.graph.articles})
        digests = sorted({f"{a.doc} {a.sha256}" for a in self.graph.articles})
        build = self.iri("build", sha256("\n".join(digests).encode("utf-8", "replace")).hexdigest()[:16])
        yield from self.say(
            node,
            [
                ("rdf:type", self.terms["dcat:Dataset"]),
                ("rdf:type", self.terms["void:Dataset"]),
                ("dcterms:title", language("新闻知识图谱", "zh")),
                ("dcterms:title", language("Knowledge graph from Chinese news", "en")),
                ("dcterms:description", language("机构、人物、项目及其关系，每条陈述附原文。", "zh")),
                ("dcterms:description", language("Organisations, people and programmes and what the pages say of them, every claim with its words.", "en")),
                ("dcterms:language", text("zh")),
                ("dcterms:conformsTo", URIRef(self.base + "ontology/")),
                ("prov:wasGeneratedBy", build),
                ("void:uriSpace", text(self.base)),
                ("void:entities", number(len(self.graph.entities))),
                *(("void:vocabulary", self.vocabulary(v)) for v in ("kg:Claim", "org:Membership", "oa:SpecificResource", "schema:NewsArticle", "skos:prefLabel")),
            ],
        )
        for name, media in FILES.items():
            file = self.iri("dataset", name)
            yield from self.say(node, [("dcat:distribution", file)])
            yield from self.say(file, [("rdf:type", self.terms["dcat:Distribution"]), ("dcterms:title", text(name)), ("dcat:mediaType", URIRef(_MEDIA + media))])
        kinds = Counter(e.type for e in self.graph.entities)
        plain = Counter(s.relation for s in {(s.subject, s.relation, s.object): s for s in self.graph.statements if s.object and s.status == "asserted"}.values())
        for kind, count in sorted(kinds.items()):
            part, row = self.iri("dataset", "class", entity_types()[kind].en), entity_types()[kind]
            yield from self.say(node, [("void:classPartition", part)])
            yield from self.say(part, [("rdf:type", self.terms["void:Dataset"]), ("void:class", self.terms[f"kg:{row.en}"]), ("void:entities", number(count))])
        for relation, count in sorted(plain.items()):
            name = relations()[relation].property
            part = self.iri("dataset", "property", name)
            yield from self.say(node, [("void:propertyPartition", part)])
            yield from self.say(part, [("rdf:type", self.terms["void:Dataset"]), ("void:property", self.terms[f"kg:{name}"]), ("void:triples", number(count))])
        yield from self.say(
            build,
            [
                ("rdf:type", self.terms["prov:Activity"]),
                ("rdfs:label", language("由新闻页面抽取", "zh")),
                ("rdfs:label", language("extraction from news pages", "en")),
                ("prov:wasAssociatedWith", agent),
                *(("prov:used", self.iri("source", doc)) for doc in sources),
            ],
        )
        rows: Rows = [("rdf:type", self.terms["prov:SoftwareAgent"]), ("schema:name", text("kg")), ("schema:softwareVersion", text(version("kg")))]
        yield from self.say(agent, rows)

    def vocabulary(self, term: str) -> URIRef:
        iri = str(self.terms[term])
        return URIRef(iri[: max(iri.rfind("/"), iri.rfind("#")) + 1])

    def frame(self) -> Iterator[Triple]:
        """Yield all but the claims."""
        yield from self.dataset()
        for card in self.graph.articles:
            yield from self.card(card)
        for e in self.graph.entities:
            yield from self.entity(e)


def triples(graph: PageGraph, settings: Settings) -> Iterator[Triple]:
    """Yield the triples of a graph, in an order that depends on the graph alone; a plain triple on which several claims agree comes once for each."""
    writer = _Writer(graph, settings.base_iri)
    yield from writer.frame()
    for s in graph.statements:
        yield from writer.statement(s)


def by_source(graph: PageGraph, settings: Settings) -> Iterator[tuple[URIRef | None, Triple]]:
    """Yield the triples with the named graph they belong to: a claim with its words belongs to the files that say it, all else to the default graph."""
    writer = _Writer(graph, settings.base_iri)
    yield from ((None, t) for t in writer.frame())
    for s in graph.statements:
        for doc in sorted({p.doc for p in s.evidence}):
            writer.seen.clear()
            yield from ((writer.iri("source", doc), t) for t in writer.statement(s))
