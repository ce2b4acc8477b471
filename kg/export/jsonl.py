"""JSON Lines: the whole graph, and back. ``entities.jsonl`` and ``claims.jsonl`` keep the contract of the scorer; ``articles.jsonl`` holds the articles."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kg.config import Settings
from kg.errors import GraphError
from kg.export.registry import exporter
from kg.model import Card, Entity, PageGraph, Span, Statement


def _line(record: dict[str, Any]) -> str:
    """Write a record as one line; a lone surrogate, which UTF-8 cannot hold, becomes the replacement character."""
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n"


def _spans(spans: tuple[Span, ...]) -> list[dict[str, Any]]:
    return [{"doc": s.doc, "start": s.start, "end": s.end, "text": s.text} for s in spans]


@exporter("entities", "entities.jsonl", "entities, one a line, with every mention")
def generate_entities(graph: PageGraph, _settings: Settings) -> Iterator[str]:
    """Yield a line an entity."""
    for e in graph.entities:
        record = {"id": e.id, "type": e.type, "label": e.label, "aliases": e.aliases, "kind": e.kind or None, "date": e.date or None}
        yield _line({**record, "code": e.code or None, "anchor": e.anchor or None, "joined": e.joined, "mentions": _spans(e.mentions)})


@exporter("claims", "claims.jsonl", "claims, figures and quotes, one a line, with their evidence")
def generate_claims(graph: PageGraph, _settings: Settings) -> Iterator[str]:
    """Yield a line a statement."""
    for s in graph.statements:
        record: dict[str, Any] = {"id": s.id, "subject": s.subject, "relation": s.relation, "object": s.object or None, "role": s.role or None}
        record |= {"value": s.value, "unit": s.unit or None, "indicator": s.indicator or None, "period": s.period or None, "comparison": s.comparison or None}
        record |= {"status": s.status, "since": s.since or None, "until": s.until or None, "as_of": s.as_of or None, "confidence": s.confidence}
        yield _line({**record, "rules": s.rules, "evidence": _spans(s.evidence)})


@exporter("articles", "articles.jsonl", "the articles: title, bylines, source, date, home place, file hash")
def generate_articles(graph: PageGraph, _settings: Settings) -> Iterator[str]:
    """Yield a line an article."""
    for a in graph.articles:
        yield _line(asdict(a))


def _records(path: Path) -> Iterator[dict[str, Any]]:
    try:
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if line:
                try:
                    yield json.loads(line)
                except json.JSONDecodeError as e:
                    raise GraphError(f"{path}:{number}: no JSON: {e.msg}") from e
    except (OSError, UnicodeDecodeError) as e:
        raise GraphError(f"{path}: {e}") from e


def _read_spans(record: dict[str, Any], key: str) -> tuple[Span, ...]:
    return tuple(Span(s["doc"], s["start"], s["end"], s["text"]) for s in record[key])


def load_graph(folder: Path) -> PageGraph:
    """Read the graph that a build wrote; the inverse of the three generators.

    Raises:
        GraphError: a file is missing, or a line does not hold what it should.
    """
    try:
        entities = tuple(
            Entity(
                r["id"],
                r["type"],
                r["label"],
                tuple(r["aliases"]),
                r["kind"] or "",
                r["date"] or "",
                r["code"] or "",
                r["anchor"] or "",
                _read_spans(r, "mentions"),
                tuple(r["joined"]),
            )
            for r in _records(folder / "entities.jsonl")
        )
        statements = tuple(
            Statement(
                r["id"],
                r["subject"],
                r["relation"],
                r["object"] or "",
                r["role"] or "",
                r["status"],
                r["indicator"] or "",
                r["value"],
                r["unit"] or "",
                r["period"] or "",
                r["comparison"] or "",
                r["since"] or "",
                r["until"] or "",
                r["as_of"] or "",
                r["confidence"],
                tuple(r["rules"]),
                _read_spans(r, "evidence"),
            )
            for r in _records(folder / "claims.jsonl")
        )
        articles = tuple(Card(**{**r, "bylines": tuple(r["bylines"])}) for r in _records(folder / "articles.jsonl"))
    except (KeyError, TypeError) as e:
        raise GraphError(f"{folder}: a record lacks what a build of this version writes: {e}") from e
    return PageGraph(articles, entities, statements)
