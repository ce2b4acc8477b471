"""A golden page, and the scores of the seeds, which may not fall."""

from pathlib import Path

import pytest

import kg
from kg.score import score

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"


def told(graph):
    """Every claim as one line, in order."""
    return sorted(f"{graph.words(s)} [{s.status}] «{''.join(p.text for p in s.evidence)}»" for s in graph.graph.statements)


def test_the_golden_page():
    graph = kg.build([GOLDEN / "page.txt"])
    wanted = (GOLDEN / "page.claims.txt").read_text(encoding="utf-8").splitlines()
    assert told(graph) == wanted
    assert [(a.title, a.bylines, a.date) for a in graph.graph.articles] == [("一条板凳 拉近民心", ("钟梅",), "2025-07-14"), ("", ("邱岚",), "2025-07-14")]


FLOORS = {"entities": 0.945, "core": 0.95, "claims": 0.83, "observations": 0.76, "quotes": 0.93}


def test_the_scores_of_the_seeds_do_not_fall(seeds_out):
    made = score(seeds_out, ROOT / "tests" / "gold", ROOT / "seeds")
    assert made.provenance == 1.0
    assert made.roles >= 0.95
    low = {name: round(made.tallies[name].f1, 3) for name, floor in FLOORS.items() if made.tallies[name].f1 < floor}
    assert not low


def test_a_gold_file_without_its_page_is_told(seeds_out, tmp_path):
    (tmp_path / "x.json").write_text('{"file": "x.txt", "articles": []}', encoding="utf-8")
    with pytest.raises(kg.GraphError, match="no page"):
        score(seeds_out, tmp_path, ROOT / "seeds")
