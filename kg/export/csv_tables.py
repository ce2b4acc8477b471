"""CSV for Gephi and for neo4j-admin: both read the same two files, each by its own columns."""

import csv
import io
from collections.abc import Iterator

from kg.config import Settings
from kg.export.registry import exporter
from kg.model import PageGraph
from kg.text import FORMULA


def _safe(cell: str) -> str:
    """Keep a spreadsheet from running a cell: control characters off, an apostrophe before = + - @."""
    cell = " ".join("".join(c for c in cell if c >= " " or c.isspace()).split())
    return "'" + cell if cell[:1] in FORMULA else cell


def _row(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([c.encode("utf-8", "replace").decode() for c in cells])
    return out.getvalue()


@exporter("nodes", "nodes.csv", "entities for Gephi and neo4j-admin")
def generate_nodes(graph: PageGraph, _settings: Settings) -> Iterator[str]:
    """Yield a header and a row an entity: Id and Label for Gephi, :ID and :LABEL for neo4j-admin."""
    yield _row(["Id", ":ID", "Label", ":LABEL", "kind", "date", "code", "aliases", "mentions:int"])
    for e in graph.entities:
        yield _row([e.id, e.id, _safe(e.label), e.type, _safe(e.kind), e.date, e.code, _safe("、".join(e.aliases)), str(len(e.mentions))])


@exporter("edges", "edges.csv", "claims between entities for Gephi and neo4j-admin")
def generate_edges(graph: PageGraph, _settings: Settings) -> Iterator[str]:
    """Yield a header and a row a claim: Source, Target and Type for Gephi, :START_ID, :END_ID and :TYPE for neo4j-admin."""
    yield _row(["Source", ":START_ID", "Target", ":END_ID", "Type", ":TYPE", "Label", "role", "status", "since", "until", "as_of", "confidence:float", "id", "sentence", "doc"])
    for s in graph.statements:
        if s.object:
            first = s.evidence[0].doc if s.evidence else ""
            sentence = s.sentence
            kind = "Undirected" if s.relation == "partners_with" else "Directed"
            yield _row(
                [
                    s.subject,
                    s.subject,
                    s.object,
                    s.object,
                    kind,
                    s.relation.upper(),
                    s.relation,
                    _safe(s.role),
                    s.status,
                    s.since,
                    s.until,
                    s.as_of,
                    str(s.confidence),
                    s.id,
                    _safe(sentence),
                    first,
                ]
            )
