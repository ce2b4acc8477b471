"""The stages in order, on one screen: files → articles → mentions → claims → page graph → graph → output."""

import hashlib
import json
import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kg import engine, export
from kg.config import Settings
from kg.errors import GraphError, ReadError
from kg.graph import KnowledgeGraph, merge
from kg.model import PageGraph
from kg.read import find_files, read_file, split_articles
from kg.relate import relate
from kg.resolve import Identity, read_identity, resolve

log = logging.getLogger("kg")


@dataclass(frozen=True)
class Outcome:
    """What became of one file: its graph, or the reason why it was left out."""

    doc: str
    page: PageGraph | None
    reason: str = ""
    sha256: str = ""


def page_graph(path: Path, doc: str | None = None, settings: Settings | None = None, identity: Identity | None = None) -> PageGraph:
    """Return what one file says. A pure function of the file's bytes, its name and the settings.

    Raises:
        ReadError: the file cannot be read.
    """
    from kg import annotate  # spaCy takes a second to import: only a build pays it

    settings = settings or Settings()
    finder = annotate.load(settings.pipeline, settings.labels)
    pages = []
    for source in read_file(path, doc):
        read = []
        for article in split_articles(source, dict(settings.defaults)):
            mentions = annotate.annotate(article, finder)
            read.append((article, mentions, relate(article, mentions)))
        pages.append(resolve(read, identity, source.sha256))
    return merge(pages)


def _outcome(task: tuple[str, Path], settings: Settings, identity: Identity | None) -> Outcome:
    doc, path = task
    try:
        page = page_graph(path, doc, settings, identity)
        digest = page.articles[0].sha256 if page.articles else hashlib.sha256(path.read_bytes()).hexdigest()
    except ReadError as e:
        return Outcome(doc, None, e.reason)
    except Exception as e:  # a fault of ours in one file must not cost the others
        log.exception("%s", doc)
        return Outcome(doc, None, f"internal error: {type(e).__name__}: {e}")
    return Outcome(doc, page, sha256=digest)


def build(inputs: Iterable[Path | str], out: Path | str | None = None, settings: Settings | None = None) -> KnowledgeGraph:
    """Build the graph of files and folders, and write it where ``out`` is given.

    A file that cannot be read is left out with its reason; the rest is built.

    Raises:
        ReadError: an input does not exist.
        ConfigError: the settings or ``identity.toml`` are wrong.
        ModelError: the recogniser cannot be loaded.
        OutputError: the results cannot be written.
    """
    from kg import annotate

    settings = settings or Settings()
    began = time.time()
    export.chosen_formats(settings)  # a wrong name is told before the work, not after it
    identity = read_identity(Path(settings.identity)) if settings.identity else None
    annotate.load(settings.pipeline, settings.labels)  # its faults are the build's, not each file's
    tasks = list(find_files([Path(i) for i in inputs]))
    outcomes = list(engine.run(partial(_outcome, settings=settings, identity=identity), tasks, settings.jobs))
    graph = merge(o.page for o in outcomes if o.page)
    left_out = {o.doc: o.reason for o in outcomes if o.page is None}
    for doc, reason in left_out.items():
        log.warning("left out: %s: %s", doc, reason)
    manifest = _manifest(graph, outcomes, settings, began)
    if out is not None and any(o.page for o in outcomes):
        export.write_all(graph, Path(out), settings, manifest)
    return KnowledgeGraph(graph, left_out, manifest)


def load(folder: Path | str) -> KnowledgeGraph:
    """Read a build back from its folder.

    Raises:
        GraphError: its files are missing or damaged.
    """
    path = Path(folder) / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (OSError, ValueError) as e:
        raise GraphError(f"{path}: {e}") from e
    return KnowledgeGraph(export.load_graph(Path(folder)), manifest.get("left_out", {}), manifest)


def _manifest(graph: PageGraph, outcomes: Sequence[Outcome], settings: Settings, began: float) -> dict[str, Any]:
    counts: dict[str, int] = {"files": sum(o.page is not None for o in outcomes), "articles": len(graph.articles), "entities": len(graph.entities), "claims": len(graph.statements)}
    kinds: dict[str, int] = {}
    for e in graph.entities:
        kinds[e.type] = kinds.get(e.type, 0) + 1
    said: dict[str, int] = {}
    for s in graph.statements:
        said[s.relation] = said.get(s.relation, 0) + 1
    return {
        "built": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began)),
        "seconds": round(time.time() - began, 1),
        "inputs": {o.doc: o.sha256 for o in outcomes if o.page is not None},
        "left_out": {o.doc: o.reason for o in outcomes if o.page is None},
        "settings": {
            "pipeline": settings.pipeline or "recogniser_zh",
            "base_iri": settings.base_iri,
            "identity": settings.identity,
            "defaults": dict(settings.defaults),
            "labels": dict(settings.labels),
            "formats": settings.formats,
        },
        "versions": {name: version(name) for name in ("kg", "spacy", "rdflib", "networkx", "pyvis")},
        "counts": counts,
        "entities": kinds,
        "claims": said,
    }
