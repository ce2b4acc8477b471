"""The closed vocabulary of the RDF: a term that the schema's tables do not hold cannot be written.

``kg:`` is our own ontology, under the base IRI of the build; all other prefixes are vocabularies that others keep.
"""

from collections.abc import Mapping

from rdflib import OWL, RDF, RDFS, SKOS, XSD, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, ORG, PROV, SDO, SH, TIME, VOID

from kg.errors import GraphError
from kg.schema import STATUSES, entity_types, relations, terms

OUTSIDE: Mapping[str, str] = {
    "dcat": str(DCAT),
    "dcterms": str(DCTERMS),
    "foaf": str(FOAF),
    "oa": "http://www.w3.org/ns/oa#",
    "org": str(ORG),
    "owl": str(OWL),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "schema": str(SDO),
    "sh": str(SH),
    "skos": str(SKOS),
    "time": str(TIME),
    "void": str(VOID),
    "xsd": str(XSD),
}


def prefixes(base: str) -> dict[str, str]:
    """Return the prefixes of a graph under ``base``, ours first.

    >>> prefixes("https://data.example.org/")["kg"]
    'https://data.example.org/ontology/'
    """
    return {"kg": base + "ontology/", **OUTSIDE}


def _known() -> set[str]:
    made = {t.name for t in terms()} | {"rdf:type"}
    made |= {f"kg:{t.en}" for t in entity_types().values()} | {t.same_as for t in entity_types().values()}
    made |= {f"kg:{r.property}" for r in relations().values()} | {f"kg:{s}" for s in STATUSES} | {"kg:observes", "kg:says"}
    return made | {c for row in terms() for c in row.aligned.split() if row.sort == "class" and c != "-"}


class Vocabulary:
    """The terms under one base IRI, by their prefixed names.

    >>> Vocabulary("https://data.example.org/")["kg:role"]
    rdflib.term.URIRef('https://data.example.org/ontology/role')
    """

    def __init__(self, base: str) -> None:
        """Spell out every term once."""
        self.base = base
        spaces = prefixes(base)
        self._terms = {name: URIRef(spaces[name.partition(":")[0]] + name.partition(":")[2]) for name in _known()}

    def __getitem__(self, name: str) -> URIRef:
        """Return a term's IRI.

        Raises:
            GraphError: the schema's tables have no such term.
        """
        try:
            return self._terms[name]
        except KeyError:
            raise GraphError(f"{name} is no term of the vocabulary (kg/schema: entities.tsv, relations.tsv, terms.tsv)") from None

    def names(self) -> dict[str, str]:
        """Return IRIs and the prefixed names that they have."""
        return {str(iri): name for name, iri in self._terms.items()}


def bind(graph: "object", base: str) -> None:
    """Give an rdflib graph the prefixes, and no others."""
    for prefix, space in prefixes(base).items():
        graph.bind(prefix, Namespace(space))  # type: ignore[attr-defined]


def language(text: str, tag: str) -> Literal:
    """Return a text in a language."""
    return Literal(text, lang=tag)
