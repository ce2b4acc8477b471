"""Speed, measured: python tests/bench.py [FOLDER [BUILD]]. Rates are characters a second on one core; ratios are against jieba's tagger in the same run."""

import sys
import tempfile
import time
from pathlib import Path

import jieba.posseg

from kg import annotate, export
from kg.config import Settings
from kg.graph import merge
from kg.query import Engine, questions
from kg.read import find_files, read_file, split_articles
from kg.relate import relate
from kg.resolve import resolve


def timed(what, size, baseline, function):
    """Run a function, print its rate, and return its result and time."""
    began = time.perf_counter()
    made = function()
    took = time.perf_counter() - began
    ratio = f"{baseline / took:8.2f} × jieba" if baseline else ""
    sys.stdout.write(f"{what:28} {took:8.2f} s {size / took:12,.0f} characters/s {ratio}\n")
    return made, took


def ask(graph) -> None:
    """Time every named question, with its example and without, over the graph just built or over the build that is named as a second argument."""
    with tempfile.TemporaryDirectory() as made:
        out = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(made)
        if len(sys.argv) <= 2:
            for name in ("turtle", "ontology"):
                (out / export.EXPORTERS[name].filename).write_text("".join(export.EXPORTERS[name].generate(graph, Settings())), encoding="utf-8")
        with Engine(out) as engine:
            engine.query("ASK {}")
            for q in questions().values():
                bare = [] if any(p.sort == "required" for p in q.parameters) else [{}]
                for given in [*bare, q.example] if q.example else bare:
                    times = []
                    for _ in range(3):
                        began = time.perf_counter()
                        found = engine.ask(q.name, **given)
                        times.append(time.perf_counter() - began)
                    sys.stdout.write(f"question {q.name:24} {'example' if given else 'all':8} {1000 * min(times):8.1f} ms {len(found):7} rows\n")


def main() -> None:
    """Measure every stage over a folder (seeds/ if none is given), and the questions over a build (of that folder if none is given)."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "seeds"
    paths = list(find_files([folder]))
    finder = annotate.load()
    finder(["预热"])
    jieba.initialize()
    began = time.perf_counter()
    articles = [a for doc, p in paths for s in read_file(p, doc) for a in split_articles(s)]
    size = sum(len(a.text) for a in articles)
    sys.stdout.write(f"{len(paths)} files, {len(articles)} articles, {size:,} characters; read in {time.perf_counter() - began:.2f} s\n")
    _, base = timed("jieba.posseg", size, 0, lambda: [list(jieba.posseg.cut(a.text)) for a in articles])
    timed("recogniser alone", size, base, lambda: [finder([a.text[b.start : b.end] for b in a.blocks]) for a in articles])
    found, _ = timed("annotate", size, base, lambda: [annotate.annotate(a, finder) for a in articles])
    claims, _ = timed("relate", size, base, lambda: [relate(a, m) for a, m in zip(articles, found, strict=True)])
    pages, _ = timed("resolve", size, base, lambda: [resolve([(a, m, c)]) for a, m, c in zip(articles, found, claims, strict=True)])
    graph, _ = timed("merge", size, base, lambda: merge(pages))
    ask(graph)
    for name in export.EXPORTERS:
        timed(f"export {name}", size, base, lambda name=name: sum(len(p) for p in export.EXPORTERS[name].generate(graph, Settings())))


if __name__ == "__main__":
    main()
