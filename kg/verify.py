"""Check a build's promise: every span of every mention and claim stands in its file."""

from collections.abc import Iterable
from pathlib import Path

from kg.model import PageGraph, Span
from kg.read import find_files, read_file
from kg.text import squeeze


def verify_spans(graph: PageGraph, inputs: Iterable[Path]) -> tuple[int, list[str]]:
    """Return how many spans are right, and a line for each that is wrong.

    Raises:
        ReadError: an input, or a file that the build holds, cannot be read.
    """
    docs = {s.doc for e in graph.entities for s in e.mentions} | {p.doc for s in graph.statements for p in s.evidence}
    texts: dict[str, str] = {}
    for doc, path in find_files(inputs):
        if doc in docs or any(d.startswith(doc + "#") for d in docs):
            texts |= {source.doc: source.text for source in read_file(path, doc)}
    right, wrong = 0, []

    def look(span: Span, what: str) -> None:
        nonlocal right
        if span.doc in texts and squeeze(texts[span.doc][span.start : span.end]) == squeeze(span.text) != "":
            right += 1
        else:
            wrong.append(f"{span.doc}:{span.start}-{span.end} {what}: {span.text!r} is not what stands there")

    for e in graph.entities:
        for m in e.mentions:
            look(m, e.id)
    for s in graph.statements:
        for p in s.evidence:
            look(p, s.id)
    return right, wrong
