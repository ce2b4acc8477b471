"""GraphML, for yEd, Gephi, Cytoscape and networkx."""

import io
import re
from collections.abc import Iterator

import networkx as nx

from kg.config import Settings
from kg.export.registry import exporter
from kg.model import PageGraph

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _text(value: str) -> str:
    """Replace what XML 1.0 cannot hold."""
    return _NOT_XML.sub("\ufffd", value)


@exporter("graphml", "graph.graphml", "the graph for yEd, Gephi, Cytoscape and networkx")
def generate(graph: PageGraph, _settings: Settings) -> Iterator[str]:
    """Yield the GraphML document."""
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for e in graph.entities:
        made.add_node(
            _text(e.id), label=_text(e.label), type=e.type, kind=_text(e.kind), date=_text(e.date), code=e.code, aliases=_text("、".join(e.aliases)), mentions=len(e.mentions)
        )
    for s in graph.statements:
        if s.object:
            sentence = _text(s.sentence)
            values = {"relation": s.relation, "role": _text(s.role), "status": s.status, "since": _text(s.since), "until": _text(s.until), "as_of": _text(s.as_of)}
            made.add_edge(_text(s.subject), _text(s.object), key=s.id, **values, confidence=s.confidence, sentence=sentence)
    out = io.BytesIO()
    nx.write_graphml(made, out, encoding="utf-8")
    yield out.getvalue().decode("utf-8")
