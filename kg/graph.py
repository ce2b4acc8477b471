"""Page graphs merged to one; the graph as ``nx.MultiDiGraph`` and back; finding and explaining entities.

Merging looks only at ids: entities of equal id are one, statements of equal id are one. Every field is joined by an operation that is associative and
commutative (union, greatest), so any partition and any order of the pages gives the same graph.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from typing import Any

import networkx as nx

from kg.model import Card, Entity, Extents, PageGraph, Statement, join_entities, join_statements
from kg.text import name_key


def merge(pages: Iterable[PageGraph]) -> PageGraph:
    """Return one graph of many.

    >>> a = PageGraph(entities=(Entity("org/甲", "ORG", "甲", ("甲社",)),))
    >>> b = PageGraph(entities=(Entity("org/甲", "ORG", "甲", ("甲会",)),))
    >>> merge([a, b]).entities[0].aliases == merge([b, a]).entities[0].aliases == ("甲会", "甲社")
    True
    """
    articles: dict[tuple[str, int], Card] = {}
    entities: dict[str, list[Entity]] = {}
    statements: dict[str, list[Statement]] = {}
    for page in pages:
        for card in page.articles:
            articles[card.doc, card.number] = card
        for e in page.entities:
            entities.setdefault(e.id, []).append(e)
        for s in page.statements:
            statements.setdefault(s.id, []).append(s)
    return PageGraph(
        tuple(articles[k] for k in sorted(articles)),
        tuple(_all_entities(entities[k]) for k in sorted(entities)),
        tuple(_all_statements(statements[k]) for k in sorted(statements)),
    )


def _all_entities(same: Sequence[Entity]) -> Entity:
    """Join many at once: pairwise joining would sort the spans again for each page."""
    if len(same) == 1:
        return same[0]
    made = same[0]
    for other in same[1:]:
        made = join_entities(replace(made, mentions=()), replace(other, mentions=()))
    return replace(made, mentions=tuple(sorted({m for e in same for m in e.mentions})))


def _all_statements(same: Sequence[Statement]) -> Statement:
    made = same[0]
    for other in same[1:]:
        made = join_statements(made, other)
    return made


def to_networkx(graph: PageGraph) -> "nx.MultiDiGraph[str]":
    """Return the graph for networkx.

    A node is an entity's id with ``type label aliases kind date code anchor``, ``mentions`` and the lists ``observations`` and ``quotes`` of statements; an edge
    is a statement between two entities, keyed by its id, with ``relation role status since until as_of confidence rules evidence``.
    """
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph(articles=graph.articles)
    for e in graph.entities:
        values = {f.name: getattr(e, f.name) for f in fields(e) if f.name != "id"}
        made.add_node(e.id, **values, observations=(), quotes=())
    for s in graph.statements:
        if s.object:
            made.add_edge(s.subject, s.object, key=s.id, **{f.name: getattr(s, f.name) for f in fields(s) if f.name not in ("id", "subject", "object")})
        else:
            where = "observations" if s.relation == "observes" else "quotes"
            made.nodes[s.subject][where] += (s,)
    return made


def from_networkx(made: "nx.MultiDiGraph[str]") -> PageGraph:
    """Return the graph from its networkx form; the inverse of ``to_networkx``."""
    entities, statements = [], []
    for node, data in made.nodes(data=True):
        entities.append(Entity(node, **{k: v for k, v in data.items() if k not in ("observations", "quotes")}))
        statements += [*data["observations"], *data["quotes"]]
    for a, b, key, data in made.edges(keys=True, data=True):
        statements.append(Statement(key, a, object=b, **data))
    return PageGraph(tuple(made.graph.get("articles", ())), tuple(sorted(entities, key=lambda e: e.id)), tuple(sorted(statements, key=lambda s: s.id)))


def figure(s: Statement) -> str:
    """Return a number as the page writes it: 近5万亩, 500余家, 5万多人, 30%以上.

    >>> [figure(Statement("", "", "observes", value=5, unit=u, comparison=c)) for u, c in (("万亩", "近"), ("家", "余"), ("万人", "多"), ("%", "以上"))]
    ['近5万亩', '5余家', '5万多人', '5%以上']
    """
    scale = 1 if s.unit[:1] in ("百", "千", "万", "亿") else 0
    if s.comparison in ("余", "多"):
        return f"{s.value}{s.unit[:scale]}{s.comparison}{s.unit[scale:]}"
    if s.comparison in ("以上", "以下", "以内", "左右"):
        return f"{s.value}{s.unit}{s.comparison}"
    return f"{s.comparison}{s.value}{s.unit}"


@dataclass(frozen=True)
class KnowledgeGraph:
    """A graph with the questions that a notebook asks of it.

    ``left_out`` maps the files that could not be read to the reason; ``manifest`` is what the build wrote of itself.
    """

    graph: PageGraph
    left_out: Mapping[str, str]
    manifest: Mapping[str, Any]

    @cached_property
    def nx(self) -> "nx.MultiDiGraph[str]":
        """The graph for networkx."""
        return to_networkx(self.graph)

    @cached_property
    def by_id(self) -> dict[str, Entity]:
        """The entities by id."""
        return {e.id: e for e in self.graph.entities}

    def find(self, name: str, kind: str | None = None) -> list[Entity]:
        """Return the entities that bear a name, or hold it in one: exact matches first, then those mentioned most.

        Args:
            name: a label, alias or part of one, in any width and with or without quotation marks; or an id.
            kind: one of the seven types, to narrow the search.
        """
        wanted = name_key(name)
        scored = []
        for e in self.graph.entities:
            if kind and e.type != kind:
                continue
            keys = [name_key(n) for n in (e.label, *e.aliases)]
            rank = 0 if e.id == name or keys[0] == wanted else 1 if wanted in keys else 2 if any(wanted in k for k in keys) else 9
            if rank < 9:
                scored.append((rank, -len(e.mentions), e.id, e))
        return [e for *_, e in sorted(scored, key=lambda row: row[:3])]

    def about(self, entity: Entity | str, *, statuses: Sequence[str] = ("asserted", "reported")) -> list[Statement]:
        """Return the statements of which an entity is subject or object, the surest first."""
        wanted = entity if isinstance(entity, str) else entity.id
        found = [s for s in self.graph.statements if wanted in (s.subject, s.object) and s.status in statuses]
        return sorted(found, key=lambda s: (s.relation, -s.confidence, s.id))

    def words(self, s: Statement) -> str:
        """Return a statement as one line of text."""
        label = self.by_id[s.subject].label
        if s.relation == "observes":
            return f"{label} · {s.indicator} {figure(s)}{f'（{s.period}）' if s.period else ''}"
        if s.relation == "says":
            return f"{label}：“{s.value}”"
        return f"{label} —{s.relation}{f'（{s.role}）' if s.role else ''}→ {self.by_id[s.object].label}"

    def explain(self, name: str, kind: str | None = None, limit: int = 3) -> str:
        """Tell of the best entities for a name: their names and why these were joined, and what is said of them, with the sentences.

        Raises:
            KeyError: nothing bears the name.
        """
        found = self.find(name, kind)
        if not found:
            raise KeyError(name)
        exact = [e for e in found if name_key(name) in {name_key(n) for n in (e.label, *e.aliases)}]
        lines: list[str] = []
        for e in (exact or found)[:limit]:
            lines.append(f"{e.label}  [{e.type}{' · ' + e.kind if e.kind else ''}]  {e.id}")
            if e.aliases:
                lines.append("  names: " + "、".join(e.aliases))
            lines += [f"  joined: {why}" for why in e.joined]
            docs = sorted({m.doc for m in e.mentions})
            lines.append(f"  {len(e.mentions)} mentions in {len(docs)} files: {', '.join(docs[:5])}{' …' if len(docs) > 5 else ''}")
            for s in self.about(e, statuses=("asserted", "reported", "planned", "negated")):
                mark = "" if s.status == "asserted" else f"  [{s.status}]"
                lines.append(f"  · {self.words(s)}{mark}  ({s.confidence:.2f}, {', '.join(s.rules)})")
                lines += [f"      {p.doc}:{p.start}-{p.end} «{p.text}»" for p in s.evidence[:2]]
            lines.append("")
        return "\n".join(lines).rstrip()

    @cached_property
    def _extents(self) -> Extents:
        return Extents(self.graph.articles)

    def article(self, s: Statement) -> Card | None:
        """Return the article in which a statement's first sentence stands."""
        return self._extents.holding(s.evidence[0]) if s.evidence else None

    def entities_frame(self) -> Any:
        """Return the entities as a pandas frame, one row each (needs the extra ``tables``)."""
        return _frame(
            [
                {**{k: v for k, v in asdict(e).items() if k not in ("mentions", "joined")}, "mentions": len(e.mentions), "files": len({m.doc for m in e.mentions})}
                for e in self.graph.entities
            ]
        )

    def claims_frame(self) -> Any:
        """Return the statements as a pandas frame, with labels, the first sentence, its file, and its article's title and date (needs the extra ``tables``)."""
        rows = []
        for s in self.graph.statements:
            row = {k: v for k, v in asdict(s).items() if k not in ("evidence", "rules")}
            row["subject_label"] = self.by_id[s.subject].label
            row["object_label"] = self.by_id[s.object].label if s.object else ""
            row["sentence"] = s.sentence
            row["doc"] = s.evidence[0].doc if s.evidence else ""
            card = self.article(s)
            row["title"], row["date"] = (card.title, card.date) if card else ("", "")
            rows.append(row)
        return _frame(rows)


def _frame(rows: list[dict[str, Any]]) -> Any:
    try:
        import pandas as pd
    except ImportError as e:
        raise ImportError("tables need pandas: pip install 'kg[tables]'") from e
    return pd.DataFrame(rows)
