"""The interactive view: pyvis makes nodes, edges and options; the page around them is ours, one file that loads nothing.

Data travels as JSON that is parsed, never run; the page's script writes text nodes only; a content-security policy allows nothing but that script.
"""

import base64
import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import jinja2
import networkx as nx
from pyvis.network import Network

from kg.config import Settings
from kg.export.registry import exporter
from kg.model import Card, PageGraph, Span, Statement
from kg.schema import STATUSES, entity_types, relations

MOST_DRAWN = 260  # nodes drawn at first, as many as can be read; all data are in the file, found by search and drawn on demand
SMALLEST_PART = 4
_WEIGHT = {"PROGRAMME": 2.0, "ORG": 1.5, "PERSON": 1.3, "EVENT": 1.2, "AWARD": 1.0, "DOCUMENT": 1.0, "PLACE": 0.6}


@cache
def _vis_network() -> str:
    """Return the script of vis-network as the pyvis wheel ships it."""
    return resources.files("pyvis").joinpath("lib/vis-9.1.2/vis-network.min.js").read_text(encoding="utf-8")


def _importance(graph: PageGraph) -> dict[str, float]:
    degree: Counter[str] = Counter()
    for s in graph.statements:
        degree[s.subject] += 1
        if s.object:
            degree[s.object] += 1
    return {e.id: _WEIGHT[e.type] * (1 + degree[e.id]) for e in graph.entities}


def _chosen(graph: PageGraph, weight: dict[str, float]) -> list[str]:
    """Return the entities drawn at first: of the connected parts that hold the most important ones, the best, and none that would stand alone."""
    net: nx.Graph[str] = nx.Graph((s.subject, s.object) for s in graph.statements if s.object and s.status in ("asserted", "reported"))
    ranked = sorted(net, key=lambda n: (-weight[n], n))[:MOST_DRAWN]
    drawn = net.subgraph(ranked)
    parts = [p for p in nx.connected_components(drawn) if len(p) >= SMALLEST_PART]
    return sorted(n for p in parts for n in p) or sorted(ranked)


def _positions(ids: list[str], edges: list[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """Return fixed positions: every connected part laid out by itself, the parts packed in rows into a wide page."""
    net: nx.Graph[str] = nx.Graph()
    net.add_nodes_from(sorted(ids))
    net.add_edges_from(sorted({(min(e), max(e)) for e in edges}))
    parts = []
    for part in sorted(nx.connected_components(net), key=lambda c: (-len(c), min(c))):
        sub = nx.Graph()
        sub.add_nodes_from(sorted(part))
        sub.add_edges_from(sorted((min(e), max(e)) for e in net.subgraph(part).edges))
        spots = nx.spring_layout(sub, seed=7, iterations=300, k=2.4 / math.sqrt(len(part)))
        wide, high = 170 * math.sqrt(len(part)), 105 * math.sqrt(len(part))
        parts.append((wide, high, spots))
    width = math.sqrt(1.45 * sum(4.6 * w * h for w, h, _ in parts))
    placed: dict[str, tuple[float, float]] = {}
    x = y = row = 0.0
    for wide, high, spots in parts:
        if x > 0 and x + 2 * wide > width:
            x, y, row = 0.0, y + row, 0.0
        for node, (a, b) in spots.items():
            placed[node] = (round(x + wide + float(a) * wide, 1), round(y + high + float(b) * high, 1))
        x, row = x + 2 * wide + 60, max(row, 2 * high + 50)
    return placed


def _network(graph: PageGraph, weight: dict[str, float]) -> Network:
    drawn = set(_chosen(graph, weight))
    shown = [s for s in graph.statements if s.object and s.status in ("asserted", "reported") and s.subject in drawn and s.object in drawn]
    spots = _positions(sorted(drawn), [(s.subject, s.object) for s in shown])
    net = Network(directed=True, cdn_resources="in_line")
    types = entity_types()
    # pyvis looks each id up in a list when nodes are added one by one: set both lists at once.
    net.nodes = [
        {
            "id": e.id,
            "label": e.label if len(e.label) <= 14 else e.label[:13] + "…",
            "shape": types[e.type].shape,
            "color": types[e.type].colour,
            "group": e.type,
            "size": round(5 + 4 * math.log1p(weight[e.id]), 1),
            "x": spots[e.id][0],
            "y": spots[e.id][1],
        }
        for e in graph.entities
        if e.id in drawn
    ]
    net.edges = [{"id": s.id, "from": s.subject, "to": s.object, "label": relations()[s.relation].zh, "arrows": "" if relations()[s.relation].symmetric else "to"} for s in shown]
    net.options.physics.enabled = False
    net.options.edges.smooth.enabled = False
    return net


def _statement(s: Statement, sentence: list[int]) -> dict[str, Any]:
    made = {"id": s.id, "s": s.subject, "r": s.relation, "o": s.object, "role": s.role, "st": s.status, "c": s.confidence, "e": sentence}
    if s.value is not None:
        made |= {"i": s.indicator, "v": s.value, "u": s.unit, "p": s.period, "cmp": s.comparison}
    return {k: v for k, v in made.items() if v not in ("", None)}


def _data(graph: PageGraph, net: Network) -> dict[str, Any]:
    """Return all that the page shows; a sentence that several claims rest on is stored once."""
    cards: dict[str, list[tuple[int, Card]]] = {}
    for n, a in enumerate(graph.articles):
        cards.setdefault(a.doc, []).append((n, a))

    def article(p: Span) -> int:
        """Return the number of the article in which a sentence stands: of those whose extent holds it the shortest."""
        holding = [(a.end - a.start, n) for n, a in cards.get(p.doc, []) if a.start <= p.start < a.end]
        return min(holding)[1] if holding else -1

    sentences: dict[tuple[str, int, int], int] = {}
    stored: list[list[Any]] = []
    said = []
    for s in graph.statements:
        refs = []
        for p in s.evidence:
            key = (p.doc, p.start, p.end)
            if key not in sentences:
                sentences[key] = len(stored)
                stored.append([p.doc, p.start, p.end, p.text, article(p)])
            refs.append(sentences[key])
        said.append(_statement(s, refs))
    entities = [{"id": e.id, "t": e.type, "l": e.label, "a": e.aliases, "k": e.kind, "d": e.date, "m": len(e.mentions)} for e in graph.entities]
    titles = [[a.title, a.source, a.date] for a in graph.articles]
    return {
        "nodes": net.nodes,
        "edges": net.edges,
        "options": json.loads(net.options.to_json()),
        "entities": entities,
        "claims": said,
        "sentences": stored,
        "articles": titles,
        "types": {t.name: [t.zh, t.colour] for t in entity_types().values()},
        "shapes": {t.name: t.shape for t in entity_types().values()},
        "relations": {r.name: r.zh for r in relations().values()},
        "statuses": STATUSES,
    }


def _json_for_script(data: Any) -> str:
    """Write JSON that can stand inside a script element: no < > & and no line separators are left in it."""
    made = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace").decode()
    for c in "<>&\u2028\u2029":
        made = made.replace(c, f"\\u{ord(c):04x}")
    return made


def _hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


@exporter("html", "graph.html", "the interactive view, one file, offline")
def generate(graph: PageGraph, _settings: Settings) -> Iterator[str]:
    """Yield the page."""
    folder = resources.files("kg.export")
    script = folder.joinpath("view.js").read_text(encoding="utf-8")
    vis = _vis_network()
    net = _network(graph, _importance(graph))
    env = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    template = env.from_string(folder.joinpath("view.html.j2").read_text(encoding="utf-8"))
    from markupsafe import Markup

    yield template.render(
        csp=f"default-src 'none'; script-src {_hash(vis)} {_hash(script)}; style-src 'unsafe-inline'; img-src data:",
        vis=Markup(vis),
        script=Markup(script),
        data=Markup(_json_for_script(_data(graph, net))),
        drawn=len(net.nodes),
        total=len(graph.entities),
        claims=len(graph.statements),
        files=len({a.doc for a in graph.articles}),
    )
