"""Identity traps: names that must be one entity and names that must be two, in context."""

from pathlib import Path

import pytest

import kg
from kg.text import name_key

ROWS = [line.split("\t") for line in (Path(__file__).parent / "identity.tsv").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def bearers(graph, name):
    """Return the ids of the entities that bear a name; a shorter name counts where it ends the longer one (区委 in 永川区委)."""
    wanted = name_key(name)
    exact = {e.id for e in graph.graph.entities if wanted in {name_key(n) for n in (e.label, *e.aliases)}}
    return exact or {e.id for e in graph.graph.entities if name_key(e.label).endswith(wanted)}


def test_there_are_enough_traps():
    assert len(ROWS) >= 120
    assert {len(r) for r in ROWS} == {4}
    assert 40 <= sum(r[0] == "two" for r in ROWS) <= len(ROWS) - 40


@pytest.mark.parametrize(("verdict", "name", "other", "text"), ROWS, ids=[f"{n}-{r[1]}" for n, r in enumerate(ROWS)])
def test_trap(verdict, name, other, text, tmp_path):
    for n, page in enumerate(text.split("‖")):
        (tmp_path / f"{n}.txt").write_text(page + "\n", encoding="utf-8")
    graph = kg.build([tmp_path])
    one, two = bearers(graph, name), bearers(graph, other)
    assert one, [e.label for e in graph.graph.entities]
    assert two, [e.label for e in graph.graph.entities]
    if verdict == "one":
        assert len(one | two) == 1, (one, two)
    elif name == other:
        assert len(one) == 2
    else:
        assert not one & two, (one, two)
