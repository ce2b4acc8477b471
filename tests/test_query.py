"""Questions and queries: the same rows from three engines, limits that hold, and nothing that leaves the graph."""

import csv
import io
import json
import socket
import subprocess
import threading
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest
import rdflib
from click.testing import CliRunner
from small import HOSTILE, small

import kg
from kg.cli import main
from kg.config import Settings
from kg.errors import QueryError
from kg.export import EXPORTERS
from kg.query import Engine, Limits, questions, write
from kg.query.questions import question
from kg.query.results import Result

JUDGES = Path(__file__).parent / "judges"
XSD = "http://www.w3.org/2001/XMLSchema#"
CLEAN = "\ufffd"
# What each question is asked in the comparison, besides its defaults.
ASKED = {
    "about": {"name": "青山区委"},
    "articles": {"name": "区委"},
    "awards": {"award": "先进集体"},
    "changes": {"body": "党支部"},
    "connected": {"one": "张明", "two": "同心桥"},
    "documents": {"body": "区委"},
    "events": {"event": "青山柑橘节"},
    "figures": {"subject": "同心桥", "indicator": "积案", "year": "2025"},
    "partners": {"body": "青山公司"},
    "planned": {"name": "连心站"},
    "posts": {"body": "区委", "on": "2023-11-08"},
    "programme-parts": {"programme": "同心桥"},
    "programmes": {"body": "党支部"},
    "programmes-by-district": {"district": "青山区"},
    "quotes": {"person": "张明"},
    "review": {"below": "0.45"},
    "units": {"body": "青山区委"},
    "within": {"place": "青山区"},
}
NAMED = {"about", "articles", "connected", "within"}  # they ask for a name


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("small")
    for name in ("turtle", "ontology"):
        (out / EXPORTERS[name].filename).write_text("".join(EXPORTERS[name].generate(small(), Settings())), encoding="utf-8")
    return out


@pytest.fixture(scope="module")
def engine(folder):
    with Engine(folder) as made:
        yield made


@pytest.fixture(scope="module")
def cases():
    return [(name, given) for name in questions() for given in ({}, ASKED.get(name)) if given is not None and (given or name not in NAMED)]


def literals(name, given):
    return {k: (v, XSD + "string") if isinstance(v, str) else (format(v, "f"), XSD + "decimal") for k, v in question(name).bindings(given).items()}


def plain(value):
    """Numbers are compared as numbers, for engines write 0.40 and 0.4."""
    if value is None:
        return ""
    try:
        return format(float(value), "g")
    except ValueError:
        return value


def rows_of(rows):
    return sorted(tuple(plain(v) for v in row) for row in rows)


@pytest.fixture(scope="module")
def ours(engine, cases):
    made = []
    for name, given in cases:
        result = engine.ask(name, **given)
        made.append((result.columns, rows_of([c[1] if c else None for c in row] for row in result.cells)))
    return made


def test_there_are_questions_and_each_finds_something(cases, ours):
    assert len(questions()) >= 15
    for (name, given), (_, rows) in zip(cases, ours, strict=True):
        assert rows, (name, given)


def test_rdflib_gives_the_same_rows(folder, engine, cases, ours):
    graph = rdflib.Graph(bind_namespaces="none").parse(folder / "graph.ttl").parse(folder / "ontology.ttl")
    for (name, given), (columns, rows) in zip(cases, ours, strict=True):
        bound = {k: rdflib.Literal(v, datatype=None if t.endswith("string") else rdflib.URIRef(t)) for k, (v, t) in literals(name, given).items()}
        found = graph.query(question(name).text, initNs=engine.prefixes, initBindings=bound)
        theirs = rows_of([None if row.get(c) is None else str(row[c]) for c in columns] for row in (r.asdict() for r in found))
        assert theirs == rows, name


def test_comunica_gives_the_same_rows(folder, engine, cases, ours):
    head = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in engine.prefixes.items())
    asked = [{"query": head + question(name).text, "bindings": literals(name, given)} for name, given in cases]
    run = subprocess.run(["node", JUDGES / "sparql.mjs", folder / "graph.ttl", folder / "ontology.ttl"], input=json.dumps(asked), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    for (name, _), answer, (columns, rows) in zip(cases, json.loads(run.stdout), ours, strict=True):
        order = [answer["columns"].index(c) for c in columns]
        assert rows_of([row[k] for k in order] for row in answer["rows"]) == rows, name


def test_questions_say_what_they_are_in_two_languages():
    for q in questions().values():
        assert q.zh
        assert q.en
        assert all(p.zh and p.en for p in q.parameters)
        assert all(f"${p.name}" in q.text for p in q.parameters), q.name
        q.bindings(q.example)


def test_a_parameter_is_data(engine):
    for value in (HOSTILE, '" || true) } #', 'x"} UNION { ?c ?p ?o } #', "\\", "${jndi}", "'''"):
        assert len(engine.ask("posts", person=value.replace("\ud800", ""))) == 0
    found = engine.query(
        "SELECT ?x $n { ?x skos:altLabel $n }", bindings={"n": HOSTILE.replace("\x00", CLEAN).replace("\x07", CLEAN).replace("\ufffe", CLEAN).replace("\ud800", CLEAN)}
    )
    assert [r[0].rpartition("/")[2] for r in found.rows] == ["青山公司"]


def test_a_wrong_question_is_told(engine):
    for call, why in (
        (lambda: engine.ask("nope"), "no question"),
        (lambda: engine.ask("posts", who="x"), "no parameter who"),
        (lambda: engine.ask("review", below="x"), "wants a number"),
    ):
        with pytest.raises(QueryError, match=why):
            call()


# ---- what is refused ----

REFUSED = {
    "SELECT * { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }": "SERVICE",
    "SELECT * { SERVICE SILENT <http://127.0.0.1:%d/> { ?s ?p ?o } }": "SERVICE",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } } }": "SERVICE",
    "SELECT * { { SELECT * { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } } } }": "SERVICE",
    "SELECT * { BIND(<http://127.0.0.1:%d/> AS ?u) SERVICE ?u { ?s ?p ?o } }": "SERVICE",
    "SELECT * { ?s ?p ?o FILTER(1<2)SERVICE#>\n<http://127.0.0.1:%d/>{?a ?b ?c}}": "SERVICE",
    "CONSTRUCT { ?s ?p ?o } { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }": "SERVICE",
    "SELECT * FROM <http://127.0.0.1:%d/> { ?s ?p ?o }": "FROM",
    "SELECT * FROM NAMED <http://127.0.0.1:%d/> { GRAPH ?g { ?s ?p ?o } }": "FROM",
    "ASK FROM <file:///etc/passwd> { ?s ?p ?o }": "FROM",
    "DESCRIBE <http://127.0.0.1:%d/> FROM <file:///etc/passwd>": "FROM",
    "LOAD <http://127.0.0.1:%d/>": "LOAD",
    "PREFIX a: <http://a/> # c\n INSERT DATA { a:a a:b 1 }": "INSERT",
    "DELETE WHERE { ?s ?p ?o }": "DELETE",
    "CLEAR ALL": "CLEAR",
    "SELECT (<http://a.example/f>(1) AS ?x) {}": "function",
    "SELECT * { ?s ?p ?o FILTER(<http://jena.apache.org/ARQ/function#now>()) }": "function",
    "PREFIX f: <http://a.example/> SELECT * { ?s ?p ?o BIND(f:x(?o) AS ?y) }": "function",
    'SELECT * { BIND("\\u0022 #" AS ?x) SERVICE <http://127.0.0.1:%d/> {?a ?b ?c} } #\\u000A AS ?x) }': "escape",
    'SELECT ("\\u0022 #" AS ?x) FROM <http://127.0.0.1:%d/> {} #\\u000A AS ?x) {}': "escape",
    "SELECT * { \\u0053ERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }": "SERVICE",
    "SELECT * { ?s ?p ?o LATERAL { ?s ?q ?r } }": "no SPARQL",
    "SELECT": "no SPARQL",
    "": "no SPARQL",
    "SELECT * { ?s a nope:X }": "nope",
    "SELECT * {" + "{" * 20000: "nested|no SPARQL",
}


@pytest.fixture(scope="module")
def listener():
    """A port on loopback, and who came to it."""
    made, came = socket.create_server(("127.0.0.1", 0)), []

    def wait():
        while True:
            try:
                connection, address = made.accept()
            except OSError:  # closed
                return
            came.append(address)
            connection.close()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    yield made.getsockname()[1], came
    made.shutdown(socket.SHUT_RDWR)
    made.close()
    thread.join()


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_what_leaves_the_graph_is_refused(engine, listener, text):
    with pytest.raises(QueryError, match=REFUSED[text]):
        engine.query(text.replace("%d", str(listener[0])))


def test_no_one_came(listener):
    port, came = listener
    assert came == []
    with socket.create_connection(("127.0.0.1", port)):  # the listener does hear
        time.sleep(0.3)
    assert len(came) == 1


def test_the_child_can_open_nothing(folder, listener):
    """The second wall by itself: the same queries, unchecked."""
    port, came = listener
    before = len(came)
    with Engine(folder) as engine:
        for text in REFUSED:
            if "SERVICE" in text or "FROM" in text or "LOAD" in text:
                try:
                    found = engine._run(text.replace("%d", str(port)), {}, trusted=True)
                except QueryError:
                    continue
                assert "root" not in write(found, "turtle" if found.kind == "graph" else "csv")
    time.sleep(0.4)
    assert len(came) == before


def test_a_long_query_is_stopped_and_the_next_is_answered(folder):
    with Engine(folder, Limits(seconds=1.5)) as engine:
        assert engine.query("ASK {}")
        began = time.monotonic()
        with pytest.raises(QueryError, match=r"stopped: the query took more than 1\.5 seconds"):
            engine.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        assert time.monotonic() - began < 30
        assert engine.query("ASK {}")
        assert not engine.query(f"ASK {{ FILTER(REGEX('{'a' * 60}b', '^(a+)+$')) }}")
        assert engine.query("ASK {}")


def test_a_greedy_query_is_stopped_and_the_next_is_answered(folder):
    with Engine(folder, Limits(seconds=60, memory=100 << 20)) as engine:
        with pytest.raises(QueryError, match="stopped: the query wanted more than 100 MB"):
            engine.query("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a")
        assert engine.query("ASK {}")


def test_rows_and_triples_are_limited(folder):
    with Engine(folder, Limits(rows=5)) as engine:
        found = engine.query("SELECT * { ?s ?p ?o }")
        assert (len(found), found.truncated) == (5, True)
        assert engine.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }").truncated
        assert not engine.query("SELECT * { ?s ?p ?o } LIMIT 5").truncated


def test_an_answer_is_that_of_its_question(folder, monkeypatch):
    """Interrupted after the question was sent, the engine does not take the late answer for the next one's."""
    with Engine(folder) as engine:
        engine.query("ASK {}")
        child = engine._child
        receive = child.receive
        monkeypatch.setattr(child, "receive", lambda _seconds: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            engine.query("SELECT ('first' AS ?x) {}")
        monkeypatch.setattr(child, "receive", receive)
        assert engine.query("SELECT ('second' AS ?x) {}").rows == [("second",)]


def test_a_child_that_was_killed_is_replaced(folder):
    engine = Engine(folder)
    assert engine.query("ASK {}")
    engine._child.process.kill()
    engine._child.process.wait()
    assert engine.query("ASK {}")
    child = engine._child.process
    engine.close()
    assert child.poll() is not None
    with pytest.raises(QueryError, match="closed"):
        engine.query("ASK {}")


def test_nothing_is_imported_from_where_the_reader_stands(folder, tmp_path, monkeypatch):
    for name in ("pyoxigraph", "rdflib", "kg", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')")
    monkeypatch.chdir(tmp_path)
    with Engine(folder) as engine:
        assert engine.query("ASK {}")


@pytest.mark.parametrize("value", [None, [1], True, float("nan"), float("inf"), 10**400])
def test_only_texts_and_numbers_are_bound(engine, value):
    with pytest.raises(QueryError, match="a text or a number"):
        engine.query("SELECT $x {}", bindings={"x": value})


def test_long_cells_and_odd_characters_are_written(engine):
    found = engine.query("SELECT (CONCAT('\\u4e2d', 'x') AS ?a) {}")
    assert found.rows == [("中x",)]
    wide = Result("select", ("sentence",), ((["literal", "长" * 200_000, "", ""],),))
    assert write(wide, "table").count("…") == 1
    odd = Result("select", ("x",), ((["literal", "a\x00\x01\ufffeb", "", ""],), (["literal", "＝1+1", "", ""],), (["bnode", "n1", "", ""],)))
    assert ET.fromstring(write(odd, "xml")) is not None
    assert write(odd, "csv").splitlines()[2:] == ["'＝1+1", "_:n1"]


@pytest.mark.parametrize(
    ("name", "given", "why"),
    [("within", {}, "place is wanted"), ("connected", {"one": "张明"}, "two is wanted"), ("posts", {"on": "昨天"}, "wants a date"), ("posts", {"on": "2025-13"}, "wants a date")],
)
def test_parameters_are_checked(engine, name, given, why):
    with pytest.raises(QueryError, match=why):
        engine.ask(name, **given)


def test_two_threads_get_their_own_answers(engine):
    answers = {}

    def ask(n):
        answers[n] = engine.query(f"SELECT ({n} + 0 AS ?n) {{}}").rows[0][0]

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(12)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert answers == {n: n for n in range(12)}


# ---- how answers are written ----

ALL = "SELECT ?x ?n ?d { ?x skos:altLabel|skos:prefLabel ?n OPTIONAL { ?x dcterms:date ?d } } ORDER BY ?x ?n"


def test_answers_in_every_format_say_the_same(engine):
    found = engine.query(ALL)
    rows = [tuple(c[1] if c else "" for c in row) for row in found.cells]
    assert any("\ufffd" in r[1] for r in rows)
    assert [(b["x"]["value"], b["n"]["value"], b.get("d", {}).get("value", "")) for b in json.loads(write(found, "json"))["results"]["bindings"]] == rows
    spaces = {"r": "http://www.w3.org/2005/sparql-results#"}
    read = [
        tuple(next((t for b in result if b.get("name") == c for t in b[0].itertext()), "") for c in found.columns)
        for result in ET.fromstring(write(found, "xml")).iterfind(".//r:result", spaces)
    ]
    assert [tuple(v.replace("\r", "\n") for v in r) for r in read] == rows
    for form, kind in (("json", pyoxigraph.QueryResultsFormat.JSON), ("xml", pyoxigraph.QueryResultsFormat.XML), ("tsv", pyoxigraph.QueryResultsFormat.TSV)):
        theirs = [tuple("" if v is None else v.value for v in s) for s in pyoxigraph.parse_query_results(write(found, form).encode(), format=kind)]
        assert theirs == rows, form
    sheet = list(csv.reader(io.StringIO(write(found, "csv"))))
    assert [[v.removeprefix("'") for v in r] for r in sheet[1:]] == [list(r) for r in rows]
    assert not [v for r in sheet for v in r if v[:1] in ("=", "+", "@", "\t", "\r")]
    table = write(found, "table")
    assert len(table.splitlines()) == len(rows) + 2
    assert not {"\x00", "\x07", "\u202e"} & set(table)


def test_ask_and_describe(engine):
    yes, no = engine.query("ASK { ?x a kg:Person }"), engine.query("ASK { ?x a kg:Nothing }")
    assert (bool(yes), bool(no)) == (True, False)
    assert json.loads(write(yes, "json"))["boolean"] is True
    assert "true" in write(yes, "xml")
    described = engine.query("DESCRIBE ?x { ?x skos:prefLabel '张明' }")
    assert len(rdflib.Graph().parse(data=write(described), format="turtle")) > 4
    with pytest.raises(QueryError, match="only CONSTRUCT"):
        write(yes, "turtle")


def test_frames_have_numbers(engine):
    frame = engine.ask("figures", subject="同心桥").frame()
    assert sorted(frame["value"]) == [1.86, 47]
    assert "<td>47</td>" in engine.ask("figures", subject="同心桥")._repr_html_()
    assert "<d>" not in engine.ask("quotes")._repr_html_()


# ---- the command line ----


def run(*args):
    return CliRunner().invoke(main, [str(a) for a in args], catch_exceptions=False)


def test_the_command_line_asks(folder):
    assert "张明" in run("query", "posts", "--person", "张明", "-o", folder).output
    assert run("query", "posts", "--person=没有", "-o", folder, "--format", "csv").output.count("\n") == 1
    assert "kg query" not in run("query", "--list").output
    assert all(name in run("query", "--list").output for name in questions())
    assert run("query", "ASK { ?x a kg:Person }", "-o", folder).output == "yes\n"
    shown = run("query", "posts", "--show", "-o", folder).output
    assert "PREFIX kg: <https://example.org/kg/ontology/>" in shown
    rdflib.plugins.sparql.prepareQuery(shown)


def test_the_command_line_reads_files_and_says_what_is_wrong(folder, tmp_path):
    path = tmp_path / "q.rq"
    path.write_text("SELECT ?n { ?x a kg:Person ; skos:prefLabel ?n } ORDER BY ?n", encoding="utf-8")
    assert "李兰" in run("query", "-f", path, "-o", folder).output
    for args, code, why in (
        (("query", "nope", "-o", folder), 2, "no question"),
        (("query", "posts", "--who", "x", "-o", folder), 2, "no parameter"),
        (("query", "posts", "x", "-o", folder), 2, "--NAME VALUE"),
        (("query", "SELECT * { SERVICE <a:b> {} }", "-o", folder), 2, "SERVICE is refused"),
        (("query", "posts", "-o", tmp_path), 1, "graph.ttl"),
    ):
        said = run(*args)
        assert said.exit_code == code, said.output
        assert why in said.output


def test_check_on_the_command_line(folder, tmp_path):
    assert "conforms" in run("check", "-o", folder).output
    (tmp_path / "graph.ttl").write_text((folder / "graph.ttl").read_text(encoding="utf-8") + "\n<https://example.org/kg/claim/q> a kg:Quote .\n", encoding="utf-8")
    said = run("check", "-o", tmp_path)
    assert said.exit_code == 1
    assert "claim/q" in said.output


def test_what_the_seeds_answer(seeds_out):
    with kg.Engine(seeds_out) as engine:
        found = engine.ask("posts", person="伍静川")
        assert ("伍静川", "书记", "潼川镇党委") in {row[:3] for row in found.rows}
        assert all("伍静川" in row[found.columns.index("sentence")] for row in found.rows)
        assert all(engine.ask(q.name, **q.example) for q in questions().values() if q.example)
