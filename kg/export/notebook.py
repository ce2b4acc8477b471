"""The view in a notebook: the page in a frame that can do nothing but show itself, and a still picture for places that drop scripts."""

from html import escape
from typing import Any
from xml.etree import ElementTree as ET

from kg.config import Settings
from kg.export.html import SHOWN, generate, network
from kg.graph import KnowledgeGraph
from kg.model import Entity, PageGraph

_STILL = 120  # nodes in a picture that no one can zoom
_PATHS = {"diamond": "M0,-{0} L{0},0 L0,{0} L-{0},0 Z", "triangle": "M0,-{0} L{0},{0} L-{0},{0} Z", "square": "M-{0},-{0} H{0} V{0} H-{0} Z"}


def neighbourhood(graph: PageGraph, ids: set[str], steps: int = 1) -> PageGraph:
    """Return the part of a graph within ``steps`` of some entities, with all that is said inside it."""
    inside = set(ids)
    for _ in range(steps):
        near = {end for s in graph.statements if s.object and s.status in SHOWN and {s.subject, s.object} & inside for end in (s.subject, s.object)}
        inside |= near
    statements = tuple(s for s in graph.statements if s.subject in inside and (not s.object or s.object in inside))
    return PageGraph(graph.articles, tuple(e for e in graph.entities if e.id in inside), statements)


class GraphView:
    """Shows a graph, or what lies around some of its entities, as the last line of a notebook's cell.

    Args:
        graph: what ``kg.build`` and ``kg.load`` return, or a ``PageGraph``.
        around: an entity, or a name; without one the whole graph is shown.
        steps: how far around.
        height: of the frame, in pixels.

    Raises:
        KeyError: nothing bears the name.
    """

    def __init__(self, graph: KnowledgeGraph | PageGraph, around: Entity | str | None = None, *, steps: int = 1, height: int = 620) -> None:
        """Choose what is shown."""
        whole = graph if isinstance(graph, PageGraph) else graph.graph
        if isinstance(around, str):
            found = KnowledgeGraph(whole, {}, {}).find(around)
            if not found:
                raise KeyError(around)
            around = found[0]
        self.graph = neighbourhood(whole, {around.id}, steps) if around else whole
        self.height = height

    def html(self) -> str:
        """Return the page."""
        return "".join(generate(self.graph, Settings()))

    def svg(self) -> "Still":
        """Return the still picture."""
        return Still(self.graph)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        frame = (
            f'<iframe sandbox="allow-scripts allow-downloads" srcdoc="{escape(self.html(), quote=True)}" title="知识图谱"'
            f' style="width:100%;height:{self.height}px;border:1px solid #ccc;border-radius:6px"></iframe>'
        )
        return {"text/html": frame, "text/plain": f"<GraphView: {len(self.graph.entities)} entities, {len(self.graph.statements)} claims>"}


class Still:
    """A picture of a graph that needs no script: SVG, made by a library that escapes."""

    def __init__(self, graph: PageGraph) -> None:
        """Draw it."""
        net = network(graph, _STILL)
        spots = {n["id"]: n for n in net.nodes}
        left, top = (min((n[k] for n in net.nodes), default=0) - 140 for k in ("x", "y"))
        right, bottom = (max((n[k] for n in net.nodes), default=0) + 140 for k in ("x", "y"))
        root = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}", width="100%")
        ET.SubElement(root, "title").text = "知识图谱"
        for edge in net.edges:
            a, b = spots[edge["from"]], spots[edge["to"]]
            ET.SubElement(root, "line", x1=str(a["x"]), y1=str(a["y"]), x2=str(b["x"]), y2=str(b["y"]), stroke="#c4c0b6")
        for n in net.nodes:
            group = ET.SubElement(root, "g", transform=f"translate({n['x']},{n['y']})")
            size = n["size"]
            if n["shape"] in _PATHS:
                ET.SubElement(group, "path", d=_PATHS[n["shape"]].format(size), fill=n["color"])
            else:
                ET.SubElement(group, "circle", r=str(size), fill=n["color"])
            style = {"text-anchor": "middle", "font-size": str(n["font"]["size"]), "font-family": "sans-serif", "fill": "#22252a"}
            ET.SubElement(group, "text", {"y": str(round(size + n["font"]["size"], 1)), **style}).text = "".join(c for c in n["label"] if c.isprintable())
        self.text = ET.tostring(root, encoding="unicode")

    def _repr_svg_(self) -> str:
        return self.text
