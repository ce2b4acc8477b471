"""The server on loopback: it answers who has the token, and no one else; it reads, and does not write; a hostile page in the reader's browser gets nothing."""

import http.client
import json
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

import pytest
import rdflib
from playwright.sync_api import sync_playwright
from small import small
from watched import launch, watched

from kg.config import Settings
from kg.export import EXPORTERS
from kg.serve.gate import BODY

QUERY = "SELECT ?n { ?x a kg:Person ; skos:prefLabel ?n } ORDER BY ?n"

ASKED = "/sparql?" + urllib.parse.urlencode({"query": QUERY})


class Server:
    def __init__(self, out, *options):
        self.process = subprocess.Popen([sys.executable, "-m", "kg.cli", "serve", "-o", str(out), *options], stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()
        parts = urllib.parse.urlsplit(self.address)
        self.port, self.token = parts.port, parts.query.removeprefix("token=")
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)

    def ask(self, method="GET", path=ASKED, body=None, **headers):
        given = {"Authorization": f"Bearer {self.token}"} | {k.replace("_", "-"): v for k, v in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.putrequest(method, path, skip_host="Host" in given)
        if body is not None and "Content-Length" not in given and "Transfer-Encoding" not in given:
            given["Content-Length"] = str(len(body))
        for name, value in given.items():
            if value:
                connection.putheader(name, value)
        connection.endheaders()
        try:
            if body is not None:
                connection.send(body)
        except OSError:
            pass  # refused before it was read
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer, text

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("served")
    for name in ("turtle", "ontology", "html"):
        (out / EXPORTERS[name].filename).write_text("".join(EXPORTERS[name].generate(small(), Settings())), encoding="utf-8")
    return out


@pytest.fixture(scope="module")
def server(folder):
    made = Server(folder, "--seconds", "2")
    yield made
    made.stop()


def test_the_protocol(server):
    answer, text = server.ask()
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/sparql-results+json"
    assert [b["n"]["value"] for b in json.loads(text)["results"]["bindings"]] == ["张明", "李兰"]
    form = urllib.parse.urlencode({"query": QUERY}).encode()
    for kind, body in (("application/sparql-query", QUERY.encode()), ("application/x-www-form-urlencoded", form)):
        answer, text = server.ask("POST", "/sparql", body, Content_Type=kind, Accept="text/csv")
        assert (answer.status, text) == (200, "n\r\n张明\r\n李兰\r\n")
    assert "张明" in server.ask(Accept="application/sparql-results+xml;q=0.9, text/html")[1]
    assert server.ask(Accept="text/tab-separated-values")[1] == '?n\n"张明"\n"李兰"\n'
    graph = server.ask(path="/sparql?" + urllib.parse.urlencode({"query": "DESCRIBE ?x { ?x skos:prefLabel '张明' }"}))[1]
    assert len(rdflib.Graph().parse(data=graph, format="turtle")) > 4


def test_a_client_that_is_not_ours(server):
    """rdflib's SPARQL store speaks the protocol as others do."""
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    store = SPARQLStore(f"http://127.0.0.1:{server.port}/sparql", headers={"Authorization": f"Bearer {server.token}"}, returnFormat="json")
    rows = store.query("SELECT ?n { ?x a <https://example.org/kg/ontology/Person> ; <http://www.w3.org/2004/02/skos/core#prefLabel> ?n }")
    assert {str(r[0]) for r in rows} == {"张明", "李兰"}


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (401, {"Authorization": ""}),
        (401, {"Authorization": "Bearer wrong"}),
        (401, {"Authorization": "", "Cookie": "kg-1=x; ;;=, \x80"}),
        (421, {"Host": "evil.example"}),
        (421, {"Host": "127.0.0.1:1"}),
        (421, {"Host": "127.0.0.1.evil.example:PORT"}),
        (403, {"Origin": "http://evil.example"}),
        (403, {"Origin": "null"}),
        (403, {"Origin": "https://127.0.0.1:PORT"}),
        (403, {"Origin": "http://127.0.0.1:1"}),
    ],
)
def test_the_wrong_caller_is_refused(server, status, headers):
    answer, text = server.ask(**{k.replace("-", "_"): v.replace("PORT", str(server.port)) for k, v in headers.items()})
    assert answer.status == status
    assert "张明" not in text


def test_cookies_of_other_applications_hide_nothing(server):
    ours = f"kg-{server.port}={server.token}"
    for other in ('prefs={"a":1, "b":2}', "user[id]=3", "flag", "n=a b c"):
        assert server.ask(Authorization="", Cookie=f"{other}; {ours}")[0].status == 200


def test_idle_connections_lock_no_one_out(server):
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(90)]
    try:
        assert server.ask()[0].status == 200
    finally:
        for one in idle:
            one.close()


def test_many_questions_at_once_block_no_page(server):
    heavy = "/sparql?" + urllib.parse.urlencode({"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"})
    threads = [threading.Thread(target=server.ask, kwargs={"path": heavy}) for _ in range(8)]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    assert server.ask(path="/static/serve.css")[0].status == 200
    assert time.monotonic() - began < 8
    for thread in threads:
        thread.join()


def test_the_right_names_are_let_in(server):
    for name in ("127.0.0.1", "localhost", "[::1]"):
        assert server.ask(Host=f"{name}:{server.port}", Origin=f"http://{name}:{server.port}")[0].status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_other_methods_are_refused(server, method):
    answer, _ = server.ask(method, "/sparql")
    assert answer.status == 405
    assert not [h for h in answer.headers if h.lower().startswith("access-control")]


def test_no_other_origin_may_read(server):
    for path in ("/", "/view", "/console", "/ask/posts", "/static/serve.css", "/sparql?query=ASK%7B%7D", "/nothing"):
        answer, _ = server.ask(path=path)
        assert not [h for h in answer.headers if h.lower().startswith("access-control")], path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_body_of_100_mb_is_refused_unread(server):
    answer, text = server.ask("POST", "/sparql", b"x" * 1000, Content_Type="application/sparql-query", Content_Length=str(100 << 20))
    assert answer.status == 413
    assert str(BODY) in text
    pieces = b"%x\r\n" % (1 << 16) + b"x" * (1 << 16) + b"\r\n"
    answer, _ = server.ask("POST", "/sparql", pieces * 30 + b"0\r\n\r\n", Content_Type="application/sparql-query", Transfer_Encoding="chunked")
    assert answer.status == 413
    assert server.ask()[0].status == 200


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}, "SERVICE"),
        ({"query": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"}, "FROM"),
        ({"query": "LOAD <file:///etc/passwd>"}, "LOAD"),
        ({"update": "CLEAR ALL"}, "updates"),
        ({"query": "ASK {}", "default-graph-uri": "file:///etc/passwd"}, "other graphs"),
        ({"query": "ASK {}", "named-graph-uri": "http://127.0.0.1:9/"}, "other graphs"),
        ({}, "one query"),
        ({"query": "nonsense"}, "no SPARQL"),
    ],
)
def test_what_the_endpoint_refuses(server, fields, why):
    for method in ("GET", "POST"):
        sent = urllib.parse.urlencode(fields)
        path, body = ("/sparql?" + sent, None) if method == "GET" else ("/sparql", sent.encode())
        answer, text = server.ask(method, path, body, Content_Type="application/x-www-form-urlencoded")
        assert answer.status == 400
        assert why in text
    assert server.ask("POST", "/sparql", b"CLEAR ALL", Content_Type="application/sparql-update")[0].status == 400
    assert server.ask("POST", "/sparql", b"{}", Content_Type="application/json")[0].status == 400


def test_long_queries_are_stopped_while_others_are_answered(server):
    slow = "/sparql?" + urllib.parse.urlencode({"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"})
    answers = []
    thread = threading.Thread(target=lambda: answers.append(server.ask(path=slow)))
    thread.start()
    assert server.ask()[0].status == 200
    thread.join()
    assert answers[0][0].status == 503
    assert "2 seconds" in answers[0][1]
    assert server.ask()[0].status == 200


def test_questions_as_pages_and_files(server):
    answer, text = server.ask(path="/ask/posts?" + urllib.parse.urlencode({"person": '"><script>alert(1)</script>'}))
    assert answer.status == 200
    assert "<script>alert" not in text
    answer, text = server.ask(path="/ask/posts?format=csv")
    assert 'filename="posts.csv"' in answer.headers["Content-Disposition"]
    assert "张明" in text
    assert server.ask(path="/ask/nothing")[0].status == 404
    assert server.ask(path="/ask/posts?who=x")[0].status == 400
    assert server.ask(path="/static/base.html.j2")[0].status == 404
    asking = server.ask(path="/ask/within")
    assert (asking[0].status, 'role="alert"' in asking[1]) == (200, False)
    assert server.ask(path="/static/../app.py")[0].status == 404
    assert server.ask(path="/static/%2e%2e/app.py")[0].status == 404


def test_it_listens_on_loopback_only(server):
    with open("/proc/net/tcp") as f:  # noqa: PTH123
        listening = [line.split()[1] for line in f.readlines()[1:] if line.split()[3] == "0A"]
    assert [a for a in listening if a.endswith(f":{server.port:04X}")] == [f"0100007F:{server.port:04X}"]


def test_a_port_that_is_taken_is_named(server, folder):
    said = subprocess.run([sys.executable, "-m", "kg.cli", "serve", "-o", folder, "--port", str(server.port)], capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert str(server.port) in said.stderr


def test_a_folder_without_a_graph_is_named(tmp_path):
    said = subprocess.run([sys.executable, "-m", "kg.cli", "serve", "-o", tmp_path], capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert "graph.ttl" in said.stderr


def test_in_a_browser(server):
    """The address that was printed opens the site; the query page answers; nothing is asked of anyone else."""
    with sync_playwright() as p:
        browser = launch(p)
        context = browser.new_context()
        page = watched(context.new_page())
        page.goto(server.address)
        assert "token" not in page.url
        page.goto(server.address)
        assert "token" not in page.url
        page.get_by_role("link", name="谁在哪个机构任什么职").click()
        page.locator("input[name=person]").fill("")
        page.get_by_role("button", name="查询").click()
        assert "张明" in page.locator("table").inner_text()
        page.get_by_role("link", name="SPARQL").click()
        page.locator(".yasqe_queryButton").click()
        page.get_by_text("党支部书记张明说").first.wait_for()
        page.goto(f"http://127.0.0.1:{server.port}/view")
        page.wait_for_selector("#canvas canvas")
        assert page.said == []
        assert [u for u in page.asked if not u.startswith(f"http://127.0.0.1:{server.port}/") and not u.startswith(("data:", "blob:"))] == []
        # A page elsewhere, in the same browser that holds the cookie, gets nothing.
        other = context.new_page()
        other.goto("data:text/html,<title>x</title>")
        got = other.evaluate(f"fetch('http://127.0.0.1:{server.port}/sparql?query=ASK%7B%7D',{{credentials:'include'}}).then(r=>r.status,e=>'refused')")
        assert got == "refused"
        browser.close()
