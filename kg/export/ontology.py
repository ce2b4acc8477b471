"""``ontology.ttl``, made from the schema's tables: classes and properties with labels, definitions, domains, ranges and the outside terms they specialise."""

from collections.abc import Iterator

from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, URIRef
from rdflib.namespace import DCTERMS, SDO

from kg.config import Settings
from kg.export.registry import exporter
from kg.export.vocabulary import OUTSIDE, Vocabulary, bind, language
from kg.model import PageGraph
from kg.schema import STATUSES, entity_types, relations, terms


def outside(name: str) -> URIRef:
    """Return the IRI of a term of another vocabulary.

    >>> outside("org:Membership")
    rdflib.term.URIRef('http://www.w3.org/ns/org#Membership')
    """
    prefix, _, term = name.partition(":")
    return URIRef(OUTSIDE[prefix] + term)


class _Ontology:
    """The ontology's graph, filled table by table."""

    def __init__(self, base: str) -> None:
        self.base, self.vocabulary = base, Vocabulary(base)
        self.graph = Graph(bind_namespaces="none")
        bind(self.graph, base)

    def term(self, name: str) -> URIRef:
        return self.vocabulary[name] if name.startswith("kg:") else outside(name)

    def describe(self, name: str, sort: URIRef, zh: str, en: str, definition: str) -> URIRef:
        node = self.term(name)
        self.graph.add((node, RDF.type, sort))
        self.graph.add((node, RDFS.label, language(zh, "zh")))
        self.graph.add((node, RDFS.label, language(en, "en")))
        self.graph.add((node, SKOS.definition, language(definition, "en")))
        self.graph.add((node, RDFS.isDefinedBy, URIRef(self.base + "ontology/")))
        return node

    def ends(self, node: URIRef, heads: list[URIRef], tails: list[URIRef]) -> None:
        """Say a single domain or range as RDFS does, of several that each may be (schema.org's terms: RDFS would ask for all at once)."""
        for found, one, many in ((heads, RDFS.domain, SDO.domainIncludes), (tails, RDFS.range, SDO.rangeIncludes)):
            for end in found:
                self.graph.add((node, one if len(found) == 1 else many, end))

    def header(self) -> None:
        node = URIRef(self.base + "ontology/")
        self.graph.add((node, RDF.type, OWL.Ontology))
        self.graph.add((node, DCTERMS.title, language("新闻知识图谱本体", "zh")))
        self.graph.add((node, DCTERMS.title, language("Ontology of knowledge graphs from Chinese news", "en")))

    def classes(self) -> None:
        for t in entity_types().values():
            node = self.describe(f"kg:{t.en}", OWL.Class, t.zh, t.en, t.definition)
            self.graph.add((node, RDFS.subClassOf, self.vocabulary["kg:Entity"]))
            self.graph.add((node, RDFS.subClassOf, outside(t.same_as)))
        for row in terms():
            if row.sort == "class" and row.name.startswith("kg:"):
                node = self.describe(row.name, OWL.Class, row.zh, row.en, row.definition)
                for parent in row.aligned.replace("-", "").split():
                    self.graph.add((node, RDFS.subClassOf, self.term(parent)))
        for status, zh in STATUSES.items():
            node = self.describe(f"kg:{status}", self.vocabulary["kg:Status"], zh, status, f"The page puts the claim as {status}.")
            self.graph.add((node, RDF.type, OWL.NamedIndividual))

    def relations(self) -> None:
        for r in relations().values():
            node = self.describe(f"kg:{r.property}", OWL.ObjectProperty, r.zh, r.en, r.definition)
            types = entity_types()
            self.ends(node, [self.vocabulary[f"kg:{types[h].en}"] for h in r.heads], [self.vocabulary[f"kg:{types[t].en}"] for t in r.tails])
            if r.symmetric:
                self.graph.add((node, RDF.type, OWL.SymmetricProperty))
            if r.aligned != "-":
                self.graph.add((node, RDFS.subPropertyOf, outside(r.aligned)))
        for name, zh, en, definition in (("observes", "数据", "is measured by", "a number is stated of it"), ("says", "说", "says", "said the words")):
            self.describe(f"kg:{name}", OWL.ObjectProperty, zh, en, definition)

    def properties(self) -> None:
        kinds = {
            "relation": [RDF.Property],
            "passage": [RDFS.Resource],
            "date": [XSD.date, XSD.gYear, XSD.gYearMonth, XSD.gMonth, XSD.gMonthDay],
            "number": [XSD.integer, XSD.decimal, XSD.string],
        }
        for row in terms():
            if row.sort == "property" and row.name.startswith("kg:"):
                range_ = kinds.get(row.range) or [self.term(row.range)]
                data = row.range in ("date", "number") or row.range.startswith("xsd:")
                node = self.describe(row.name, OWL.DatatypeProperty if data else OWL.ObjectProperty, row.zh, row.en, row.definition)
                self.ends(node, [self.term(row.domain)], range_)
                if row.aligned != "-":
                    self.graph.add((node, RDFS.seeAlso if row.aligned.startswith("schema:") else RDFS.subPropertyOf, outside(row.aligned)))


@exporter("ontology", "ontology.ttl", "the RDF vocabulary: classes and properties with labels and definitions")
def generate(_graph: PageGraph, settings: Settings) -> Iterator[str]:
    """Yield the ontology as Turtle; it depends on the schema and the base IRI alone."""
    made = _Ontology(settings.base_iri)
    made.header()
    made.classes()
    made.relations()
    made.properties()
    yield made.graph.serialize(format="turtle")
