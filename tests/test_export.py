"""Contract of the exporters, round trips, and hostile text in every format."""

import csv
import io
import json

import networkx as nx
import pytest
import rdflib

import kg
from kg.config import Settings
from kg.export import EXPORTERS, load_graph

HOSTILE = '石桥镇推行“<script>alert(1)</script>{{7*7}}\\"\u202e\ud83d\ude00”机制，“</script><img src=x onerror=alert(2)>”制度。\n=SUM(A1)公司董事长程东说：“javascript:alert(3)，&amp;好。”\n'


def text_of(name, graph):
    return "".join(EXPORTERS[name].generate(graph, Settings()))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    path = tmp_path_factory.mktemp("h") / "a<b>&'\"{{x}}.txt"
    path.write_text(HOSTILE.encode("utf-16", "surrogatepass").decode("utf-16"), encoding="utf-8")
    return kg.build([path])


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_exporter_is_stable_and_says_something(name, seeds):
    made = text_of(name, seeds.graph)
    assert made == text_of(name, kg.merge([seeds.graph]))
    assert name in ("ontology", "shapes") or "三台县" in made
    assert EXPORTERS[name].filename
    assert EXPORTERS[name].about


@pytest.mark.parametrize("name", EXPORTERS)
def test_an_empty_graph_can_be_written(name):
    assert isinstance(text_of(name, kg.merge([])), str)


def test_jsonl_comes_back(seeds, seeds_out):
    assert load_graph(seeds_out) == seeds.graph
    assert kg.load(seeds_out).graph == seeds.graph


def test_networkx_comes_back(seeds):
    made = kg.to_networkx(seeds.graph)
    assert kg.from_networkx(made) == seeds.graph
    assert made.number_of_nodes() == len(seeds.graph.entities)
    some = next(iter(made.edges(data=True, keys=True)))
    assert {"relation", "role", "status", "confidence", "evidence"} <= set(some[3])


def test_turtle_parses_and_says_who_holds_a_post(seeds):
    graph = rdflib.Graph().parse(data=text_of("turtle", seeds.graph), format="turtle")
    assert not any(isinstance(n, rdflib.BNode) for t in graph for n in t)
    rows = graph.query(
        """PREFIX kg: <https://example.org/kg/ontology/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX org: <http://www.w3.org/ns/org#>
        PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT ?body ?sentence WHERE { ?c a org:Membership ; org:member/skos:prefLabel "伍静川" ; org:organization/skos:prefLabel ?body ; kg:role "书记" ; kg:evidence/oa:hasSelector/oa:exact ?sentence }"""
    )
    assert ("潼川镇党委", True) in {(str(b), "伍静川" in str(s)) for b, s in rows}


def test_graphml_parses(seeds):
    made = nx.read_graphml(io.BytesIO(text_of("graphml", seeds.graph).encode()))
    assert made.number_of_edges() == sum(bool(s.object) for s in seeds.graph.statements)


def test_csv_for_gephi_and_neo4j(seeds):
    nodes = list(csv.DictReader(io.StringIO(text_of("nodes", seeds.graph))))
    edges = list(csv.DictReader(io.StringIO(text_of("edges", seeds.graph))))
    ids = {n["Id"] for n in nodes}
    assert {"Id", ":ID", "Label", ":LABEL"} <= set(nodes[0])
    assert {"Source", ":START_ID", "Target", ":END_ID", "Type", ":TYPE"} <= set(edges[0])
    assert all(n["Id"] == n[":ID"] for n in nodes)
    assert all(e["Source"] in ids and e[":END_ID"] in ids and e["Type"] in ("Directed", "Undirected") for e in edges)


@pytest.mark.parametrize("name", EXPORTERS)
def test_hostile_text_breaks_no_format(name, hostile):
    made = text_of(name, hostile.graph)
    made.encode("utf-8")
    if name in ("turtle", "ontology", "shapes"):
        assert len(rdflib.Graph().parse(data=made, format="turtle")) > 20
    elif name in ("ntriples", "trig", "jsonld"):
        pass  # tests/test_rdf.py parses them
    elif name == "graphml":
        nx.read_graphml(io.BytesIO(made.encode()))
    elif name in ("nodes", "edges"):
        assert not [c for row in csv.reader(io.StringIO(made)) for c in row if c[:1] in ("=", "+", "@")]
    elif name == "html":
        assert "<script>alert" not in made
        assert "<img" not in made
    else:
        assert all(json.loads(line) for line in made.splitlines())
