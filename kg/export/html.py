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
from markupsafe import Markup
from pypinyin import Style, lazy_pinyin
from pyvis.network import Network

from kg.config import Settings
from kg.export.layout import Box, positions
from kg.export.registry import exporter
from kg.model import Extents, PageGraph, Statement
from kg.schema import STATUSES, entity_types, relations

MOST_DRAWN = 200  # nodes drawn at first, as many as can be read; all data are in the file, found by search and drawn on demand
SMALLEST_PART = 4
COMMUNITIES = 60  # of the largest, for the list
LONGEST_LABEL = 14
SHOWN = ("asserted", "reported")
SCRIPTS = ("data", "words", "state", "canvas", "panel", "find", "filters", "table", "start")
_WEIGHT = {"PROGRAMME": 2.0, "ORG": 1.5, "PERSON": 1.3, "EVENT": 1.2, "AWARD": 1.0, "DOCUMENT": 1.0, "PLACE": 0.6}
_FONTS = ((12, 38), (40, 30), (110, 24))  # the so many most important labels, and their size; all others
_SMALL = 20


@cache
def _vis_network() -> str:
    """Return the script of vis-network as the pyvis wheel ships it."""
    return resources.files("pyvis").joinpath("lib/vis-9.1.2/vis-network.min.js").read_text(encoding="utf-8")


def importance(graph: PageGraph) -> dict[str, float]:
    """Return a weight for every entity: what is said of it, programmes and bodies before places."""
    degree: Counter[str] = Counter()
    for s in graph.statements:
        degree[s.subject] += 1
        if s.object:
            degree[s.object] += 1
    return {e.id: _WEIGHT[e.type] * (1 + degree[e.id]) for e in graph.entities}


def _net(graph: PageGraph) -> "nx.Graph[str]":
    made: nx.Graph[str] = nx.Graph()
    made.add_edges_from(sorted({(min(s.subject, s.object), max(s.subject, s.object)) for s in graph.statements if s.object and s.object != s.subject and s.status in SHOWN}))
    return made


def _chosen(net: "nx.Graph[str]", weight: dict[str, float], most: int) -> list[str]:
    """Return the entities drawn at first: the most important ones, without those that would stand alone or in the smallest groups."""
    ranked = sorted(net, key=lambda n: (-weight[n], n))
    tried, kept = most, ranked[:most]
    while True:
        parts = sorted(nx.connected_components(net.subgraph(ranked[:tried])), key=lambda p: (-max(weight[n] for n in p), min(p)))
        large = [p for p in parts if len(p) >= SMALLEST_PART]
        if sum(map(len, large)) > most or not large:
            return sorted(kept)
        kept = [n for p in large for n in p]
        if tried >= len(ranked):
            return sorted(kept)
        tried += max(1, most // 8)


def _label(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


def _box(label: str, size: float, font: int) -> Box:
    wide = sum(1.0 if ord(c) > 0x2E7F else 0.58 for c in label) * font
    return max(wide / 2, size) + 7, size + 0.65 * font + 6


def network(graph: PageGraph, most: int = MOST_DRAWN) -> Network:
    """Return the drawing for pyvis: at most ``most`` nodes, each at its place."""
    weight, net, types = importance(graph), _net(graph), entity_types()
    drawn = set(_chosen(net, weight, most)) or {e.id for e in sorted(graph.entities, key=lambda e: (-weight[e.id], e.id))[:most]}
    shown = [s for s in graph.statements if s.object and s.status in SHOWN and s.subject in drawn and s.object in drawn]
    rank = {n: k for k, n in enumerate(sorted(drawn, key=lambda n: (-weight[n], n)))}
    entities = [e for e in graph.entities if e.id in drawn]
    fonts = {e.id: next((size for k, size in _FONTS if rank[e.id] < k), _SMALL) for e in entities}
    sizes = {e.id: round(5 + 4 * math.log1p(weight[e.id]), 1) for e in entities}
    boxes = {e.id: _box(_label(e.label), sizes[e.id], fonts[e.id]) for e in entities}
    spots = positions(sorted(drawn), [(s.subject, s.object) for s in shown], boxes)
    made = Network(directed=True, cdn_resources="in_line")
    # pyvis looks each id up in a list when nodes are added one by one: set both lists at once.
    made.nodes = [
        {
            "id": e.id,
            "label": _label(e.label),
            "shape": types[e.type].shape,
            "color": types[e.type].colour,
            "size": sizes[e.id],
            "font": {"size": fonts[e.id]},
            "x": spots[e.id][0],
            "y": round(spots[e.id][1] - 0.65 * fonts[e.id], 1),  # the label hangs below the node: together they are centred
        }
        for e in entities
    ]
    made.edges = [{"id": s.id, "from": s.subject, "to": s.object, "arrows": "" if relations()[s.relation].symmetric else "to"} for s in shown]
    made.options.physics.enabled = False
    made.options.edges.smooth.enabled = False
    return made


def communities(graph: PageGraph) -> list[list[str]]:
    """Return the groups of entities that are closely knit (Louvain), the largest first, each in order of importance."""
    net, weight = _net(graph), importance(graph)
    names = sorted(net)
    numbered = nx.relabel_nodes(net, {n: k for k, n in enumerate(names)})  # numbers: sets of texts come in another order in each run
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(names)))
    plain.add_edges_from(sorted((min(e), max(e)) for e in numbered.edges))
    found = nx.community.louvain_communities(plain, seed=7) if names else []
    groups = [sorted((names[k] for k in c), key=lambda n: (-weight[n], n)) for c in found if len(c) >= 2 * SMALLEST_PART]
    return sorted(groups, key=lambda g: (-len(g), g[0]))[:COMMUNITIES]


def _statement(s: Statement, sentence: list[int]) -> dict[str, Any]:
    made = {"id": s.id, "s": s.subject, "r": s.relation, "o": s.object, "role": s.role, "st": s.status, "c": s.confidence, "e": sentence}
    made |= {"f": s.since, "t": s.until, "d": s.as_of}
    if s.value is not None:
        made |= {"i": s.indicator, "v": s.value, "u": s.unit, "p": s.period, "cmp": s.comparison}
    return {k: v for k, v in made.items() if v not in ("", None) and not (k == "st" and v == "asserted")}


@cache
def _sound(name: str) -> str:
    """Return the pinyin of a name, and its initials, for searching.

    >>> _sound("永心桥")
    'yongxinqiao yxq'
    """
    return "".join(lazy_pinyin(name)).lower() + " " + "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def _data(graph: PageGraph, net: Network) -> dict[str, Any]:
    """Return all that the page shows; a sentence that several claims rest on is stored once."""
    extents, articles = Extents(graph.articles), {(a.doc, a.number): n for n, a in enumerate(graph.articles)}
    sentences: dict[tuple[str, int, int], int] = {}
    stored: list[list[Any]] = []
    said = []
    docs = {doc: n for n, doc in enumerate(sorted({p.doc for s in graph.statements for p in s.evidence} | {a.doc for a in graph.articles}))}
    for s in graph.statements:
        refs = []
        for p in s.evidence:
            key = (p.doc, p.start, p.end)
            if key not in sentences:
                sentences[key], card = len(stored), extents.holding(p)
                stored.append([docs[p.doc], p.start, p.end, p.text, articles[card.doc, card.number] if card else -1])
            refs.append(sentences[key])
        said.append(_statement(s, refs))
    entities = [
        {k: v for k, v in {"id": e.id, "t": e.type, "l": e.label, "a": e.aliases, "k": e.kind, "d": e.date, "m": len(e.mentions)}.items() if v}
        | {"py": " ".join(_sound(n) for n in dict.fromkeys((e.label, *e.aliases[:6])))}
        for e in graph.entities
    ]
    return {
        "nodes": net.nodes,
        "edges": net.edges,
        "options": json.loads(net.options.to_json()),
        "entities": entities,
        "claims": said,
        "sentences": stored,
        "docs": list(docs),
        "articles": [[a.title, a.source, a.date] for a in graph.articles],
        "communities": communities(graph),
        "types": {t.name: {"zh": t.zh, "en": t.en, "colour": t.colour, "shape": t.shape} for t in entity_types().values()},
        "relations": {r.name: {"zh": r.zh, "en": r.en, "back": {"zh": r.back_zh, "en": r.back_en}, "symmetric": r.symmetric} for r in relations().values()},
        "statuses": {k: {"zh": v, "en": k} for k, v in STATUSES.items()},
    }


def _json_for_script(data: Any) -> str:
    """Write JSON that can stand inside a script element: no < > & and no line separators are left in it."""
    made = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace").decode()
    for c in "<>&\u2028\u2029":
        made = made.replace(c, f"\\u{ord(c):04x}")
    return made


def _hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


@cache
def _script() -> str:
    """Return the page's script: the parts in their order, in one scope."""
    folder = resources.files("kg.export").joinpath("view")
    parts = [folder.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"


@exporter("html", "graph.html", "the interactive view, one file, offline")
def generate(graph: PageGraph, _settings: Settings) -> Iterator[str]:
    """Yield the page."""
    folder = resources.files("kg.export").joinpath("view")
    vis, script = _vis_network(), _script()
    env = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    template = env.from_string(folder.joinpath("page.html.j2").read_text(encoding="utf-8"))
    yield template.render(
        csp=f"default-src 'none'; script-src {_hash(vis)} {_hash(script)}; style-src 'unsafe-inline'; img-src data:",
        style=Markup(folder.joinpath("page.css").read_text(encoding="utf-8")),
        vis=Markup(vis),
        script=Markup(script),
        data=Markup(_json_for_script(_data(graph, network(graph)))),
    )
