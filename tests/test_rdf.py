"""The RDF: a closed vocabulary, the same triples in every syntax and for every parser, Turtle → graph → Turtle, shapes that can fail, IRIs that stay."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from small import small

import kg
from kg.config import Settings
from kg.errors import GraphError
from kg.export import EXPORTERS, parse_turtle, prefixes, validate
from kg.export.triples import dated, local, number, triples
from kg.export.vocabulary import Vocabulary
from kg.schema import entity_types, relations, terms

JUDGES = Path(__file__).parent / "judges"
RDF = ("turtle", "ntriples", "trig", "jsonld")


def written(name, graph, base="https://example.org/kg/"):
    return "".join(EXPORTERS[name].generate(graph, Settings(base_iri=base)))


@pytest.fixture(params=["small", "seeds"])
def graph(request, seeds):
    return small() if request.param == "small" else seeds.graph


@pytest.fixture
def files(graph, tmp_path):
    for name in ("turtle", "ntriples", "shapes", "ontology"):
        (tmp_path / EXPORTERS[name].filename).write_text(written(name, graph), encoding="utf-8")
    return tmp_path


def test_a_misspelt_term_cannot_be_written():
    terms = Vocabulary("https://a.example/")
    assert str(terms["kg:holdsPost"]) == "https://a.example/ontology/holdsPost"
    for wrong in ("kg:holdPost", "org:Memberships", "nope:x", "kg:"):
        with pytest.raises(GraphError, match="no term"):
            terms[wrong]


def test_every_term_that_is_written_stands_in_the_ontology_or_is_an_outside_one(graph):
    made = rdflib.Graph().parse(data=written("ontology", graph), format="turtle")
    ours = {str(s) for s in made.subjects(rdflib.RDFS.label)}
    base = "https://example.org/kg/ontology/"
    used = {str(t) for triple in triples(graph, Settings()) for t in triple[1:] if str(t).startswith(base) and str(t) != base}
    assert used <= ours
    assert {base + r.property for r in relations().values()} <= ours
    assert {base + t.en for t in entity_types().values()} <= ours


def test_the_ontology_has_labels_in_two_languages_and_definitions():
    made = rdflib.Graph().parse(data=written("ontology", small()), format="turtle")
    for kind in (rdflib.OWL.Class, rdflib.OWL.ObjectProperty, rdflib.OWL.DatatypeProperty):
        nodes = set(made.subjects(rdflib.RDF.type, kind))
        assert nodes
        for node in nodes:
            assert {label.language for label in made.objects(node, rdflib.RDFS.label)} == {"zh", "en"}, node
            assert made.value(node, rdflib.SKOS.definition), node
    assert not any(isinstance(n, rdflib.BNode) for t in made for n in t)


def test_outside_terms_are_those_of_their_vocabularies():
    spaces = prefixes("https://example.org/kg/")
    known = {"org": rdflib.ORG, "foaf": rdflib.FOAF, "prov": rdflib.PROV, "dcterms": rdflib.DCTERMS, "schema": rdflib.SDO, "time": rdflib.TIME}
    names = {t.name for t in terms()} | {a for t in terms() for a in t.aligned.split()} | {t.same_as for t in entity_types().values()} | {r.aligned for r in relations().values()}
    for name in names:
        prefix, _, term = name.partition(":")
        if prefix in known:
            assert rdflib.URIRef(spaces[prefix] + term) in known[prefix], name


def test_every_syntax_says_the_same(graph):
    made = {
        name: {(str(q.subject), str(q.predicate), str(q.object)) for q in pyoxigraph.parse(written(name, graph).encode(), format=form)}
        for name, form in zip(RDF, FORMS, strict=True)
    }
    assert len(made["turtle"]) > 200
    assert all(made[name] == made["turtle"] for name in RDF)


FORMS = (pyoxigraph.RdfFormat.TURTLE, pyoxigraph.RdfFormat.N_TRIPLES, pyoxigraph.RdfFormat.TRIG, pyoxigraph.RdfFormat.JSON_LD)


def test_json_ld_asks_for_no_context():
    assert isinstance(json.loads(written("jsonld", small()))["@context"], dict)


def test_trig_keeps_what_each_source_says_apart():
    graphs = {str(q.graph_name) for q in pyoxigraph.parse(written("trig", small()).encode(), format=pyoxigraph.RdfFormat.TRIG)}
    assert len([g for g in graphs if "/source/" in g]) == 2


def test_turtle_graph_turtle(graph):
    text = written("turtle", graph)
    back = parse_turtle(text)
    assert written("turtle", back) == text
    assert [e.id for e in back.entities] == [e.id for e in graph.entities]
    assert len(back.statements) == len(graph.statements)


def test_a_clean_graph_comes_back_whole(seeds):
    back = parse_turtle(written("turtle", seeds.graph))
    assert back.entities == seeds.graph.entities
    assert back.statements == seeds.graph.statements
    assert [replace(a, bylines=()) for a in back.articles] == [replace(a, bylines=()) for a in seeds.graph.articles]


def test_four_parsers_count_the_same(files):
    path = files / "graph.ttl"
    counts = {"rdflib": len(rdflib.Graph().parse(path)), "pyoxigraph": sum(1 for _ in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE))}
    for form, name in (("turtle", "graph.ttl"), ("ntriples", "graph.nt")):
        said = subprocess.run([shutil.which("rapper") or "rapper", "-c", "-i", form, files / name], capture_output=True, text=True, check=True).stderr
        assert "Warning" not in said
        assert "Error" not in said
        counts[f"rapper {form}"] = int(said.split("returned ")[1].split()[0])
    counts["n3"] = judged(path)["triples"]
    assert len(set(counts.values())) == 1, counts


def judged(*paths):
    run = subprocess.run(["node", JUDGES / "turtle.mjs", *paths], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_two_validators_find_no_fault(files):
    assert validate(files / "graph.ttl") == []
    said = judged(files / "graph.ttl", files / "shapes.ttl")
    assert said["conforms"], said["faults"]


FAULTS = {
    "an unknown property": "<https://example.org/kg/entity/org/青山区委> kg:nickname 'x' .",
    "a second label": "<https://example.org/kg/entity/org/青山区委> skos:prefLabel 'y' .",
    "a relation to the wrong type": "<https://example.org/kg/entity/org/青山区委> kg:runs <https://example.org/kg/entity/person/张明> .",
    "a claim without words": "<https://example.org/kg/claim/x> a kg:Claim , kg:Relationship ; kg:confidence 0.5 .",
    "a confidence above one": "<https://example.org/kg/claim/y> a kg:Claim ; kg:confidence 1.5 .",
    "an unknown status": "<https://example.org/kg/claim/z> a kg:Claim ; kg:status kg:guessed .",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_shapes_can_fail(fault, tmp_path):
    path, shapes = tmp_path / "graph.ttl", tmp_path / "shapes.ttl"
    path.write_text(written("turtle", small()) + FAULTS[fault] + "\n", encoding="utf-8")
    shapes.write_text(written("shapes", small()), encoding="utf-8")
    found = validate(path)
    assert found
    assert all(" · " in line and "\n" not in line for line in found)
    assert not judged(path, shapes)["conforms"]


def test_what_cannot_be_checked_is_named(tmp_path):
    for text, why in (("@prefix kg: <x> .", "no graph of ours"), ("@prefix kg: <https://a.example/ontology/> .\n<a> <b", "at line")):
        (tmp_path / "graph.ttl").write_text(text)
        with pytest.raises(GraphError, match=why):
            validate(tmp_path / "graph.ttl")
    with pytest.raises(GraphError, match=r"graph\.ttl"):
        validate(tmp_path / "none" / "graph.ttl")


def test_characters_of_private_use_break_no_iri(tmp_path):
    """As PDF files with fonts of icons have them."""
    (tmp_path / "\ue000页.txt").write_text("三台县潼川镇党委打造“走教\ue000联\U000f0001盟\ufdd0”品牌。\n", encoding="utf-8")
    graph = kg.build([tmp_path]).graph
    assert graph.entities
    for name, form in zip(RDF, FORMS, strict=True):
        assert list(pyoxigraph.parse(written(name, graph).encode(), format=form)), name
    assert local("a\ue000\U000f0001b") == "a%EE%80%80%F3%B0%80%81b"


def test_the_base_is_the_readers(graph):
    text = written("turtle", graph, "urn:news:")
    assert "example.org" not in text
    assert parse_turtle(text).entities == parse_turtle(written("turtle", graph)).entities
    with pytest.raises(kg.ConfigError, match="base_iri"):
        kg.read_settings(None, base_iri="https://a.example/#")


@pytest.mark.parametrize(
    ("value", "kind"),
    [("2025", "gYear"), ("2025-07", "gYearMonth"), ("2025-07-13", "date"), ("--07-14", "gMonthDay"), ("2025-02-30", None), ("2025-13", None), ("去年", None)],
)
def test_dates_say_how_precise_they_are(value, kind):
    made = dated(value)
    assert str(made) == value
    assert (str(made.datatype).rpartition("#")[2] if made.datatype else None) == kind


def test_numbers_are_exact():
    assert [str(number(v)) for v in (47, 1.86, 1e-07, 1e21, "3—5")] == ["47", "1.86", "0.0000001", "1000000000000000000000", "3—5"]


def test_no_iri_holds_what_an_iri_cannot():
    assert local('a b<c>"{}|\\^`%?#\u202e\x00') == "a%20b%3Cc%3E%22%7B%7D%7C%5C%5E%60%25%3F%23%E2%80%AE%EF%BF%BD"
    assert local("org/永川区") == "org/永川区"
    assert local("../a/./b") == "%2E%2E/a/%2E/b"
