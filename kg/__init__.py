"""kg: knowledge graphs from Chinese news.

    files ─read→ articles ─annotate→ mentions ─relate→ claims ─resolve→ page graph ─merge→ graph ─export→ output

Every stage is a plain function that a notebook can call by itself; ``build`` runs them all.
"""

from kg.config import Settings, read_settings
from kg.errors import ConfigError, GraphError, KgError, ModelError, OutputError, QueryError, ReadError
from kg.export import GraphView
from kg.graph import KnowledgeGraph, from_networkx, merge, to_networkx
from kg.model import Entity
from kg.pipeline import build, load, page_graph
from kg.query import Engine

__all__ = [
    "ConfigError",
    "Engine",
    "GraphError",
    "GraphView",
    "KgError",
    "KnowledgeGraph",
    "ModelError",
    "OutputError",
    "QueryError",
    "ReadError",
    "Settings",
    "build",
    "explain",
    "find",
    "from_networkx",
    "load",
    "merge",
    "page_graph",
    "read_settings",
    "to_networkx",
]


def find(graph: KnowledgeGraph, name: str, kind: str | None = None) -> list[Entity]:
    """Return the entities that bear a name: ``graph.find``."""
    return graph.find(name, kind)


def explain(graph: KnowledgeGraph, name: str) -> str:
    """Tell why names were joined and what is said of them: ``graph.explain``."""
    return graph.explain(name)
