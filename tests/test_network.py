"""The network for relations: what it sees of a skeleton, and that its probabilities are ones."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Article, Block, Mention
from kg.relate import network
from kg.relate.numbers import numbers
from kg.relate.pairs import NET, SCORED, pairs, table
from kg.relate.skeleton import TYPES, Skeleton, whole
from kg.relate.subjects import Figure, Subjects

TEXT = "云岭县总工会打造“灯塔港湾”项目，建成驿站23个。\n今年以来，云岭县总工会又联合县医院开展义诊12场；服务群众1.2万人次。"
NAMES = {"云岭县总工会": "ORG", "灯塔港湾": "PROGRAMME", "县医院": "ORG"}


def skeleton(text: str, names: dict[str, str] = NAMES) -> Skeleton:
    article = Article("page", 0, text, tuple(range(len(text))), (Block("body", 0, len(text)),), text)
    found = sorted(Mention(m.start(), m.end(), kind, name) for name, kind in names.items() for m in re.finditer(name, text))
    return whole(article, found)


def test_a_name_is_told_by_its_type_and_ends_alone():
    one, other = skeleton(TEXT), skeleton(TEXT.replace("云岭县", "长河县"), {**NAMES, "长河县总工会": "ORG"})
    a, b = network.tokens(one), network.tokens(other)
    assert (a.words == b.words).all()
    assert (a.names[:, :3] == b.names[:, :3]).all()
    assert (a.counted == b.counted).all()
    assert a.counted.sum() == sum(m.end() - m.start() for m in numbers(one)) == len("23个12场1.2万人次")


@given(st.text(alphabet="甲乙。，；\n县12", min_size=2, max_size=60), st.data())
def test_what_lies_between_is_counted(text, data):
    sk = skeleton(text, {"甲": "ORG", "县": "PLACE"})
    i = data.draw(st.integers(0, len(sk.text) - 1))
    j = data.draw(st.integers(0, len(sk.text) - 1).filter(lambda x: x != i))
    between = sk.text[min(i, j) + 1 : max(i, j)]
    counts = (len(re.findall("[。！？；]", between)), between.count("\n"), sum(min(i, j) < k < max(i, j) for k in sk.mentions), abs(i - j))
    wanted = [next((k for k, edge in enumerate(edges) if n <= edge), len(edges)) + (i < j) * (len(edges) + 1) for n, edges in zip(counts, network.APART, strict=True)]
    assert network.tokens(sk).apart(np.array([i]), np.array([j])).tolist() == [wanted]


def test_pairs_are_scored_alike_alone_and_together(monkeypatch):
    sk = skeleton(TEXT)
    reading, near = network.read(sk), [(i, j) for i, j, _ in pairs(sk)]
    together = reading.pairs(near)
    assert together.shape == (len(near), len(SCORED))
    monkeypatch.setattr(network, "CHUNK", 3)
    assert np.allclose(together, reading.pairs(near), atol=1e-4)
    assert np.allclose(together, np.concatenate([reading.pairs([x]) for x in near]), atol=1e-4)


def test_the_options_of_a_figure_share_one():
    sk = skeleton(TEXT)
    reading, subjects = network.read(sk), Subjects(sk)
    figures = [Figure(subjects, m) for m in numbers(sk)]
    assert len(figures) == 3
    for figure in figures:
        said = reading.figure(figure)
        assert len(said) == len(figure.among) + 1
        assert np.exp(said).sum() == pytest.approx(1)


def test_a_text_without_names_is_read():
    sk = skeleton("今年以来服务群众12人次。", {})
    reading = network.read(sk)
    assert reading.pairs([]).shape == (0, len(SCORED))
    assert reading.figure(Figure(Subjects(sk), next(numbers(sk)))).tolist() == pytest.approx([0])
    assert network.read(skeleton("", {})).pairs([]).shape == (0, len(SCORED))


def test_it_tells_who_runs_what():
    sk = skeleton(TEXT)
    union, programme, hospital = (next(i for i, m in sk.mentions.items() if m.text == name) for name in NAMES)
    runs = network.read(sk).pairs([(union, programme), (hospital, programme)])[:, SCORED.index("runs")]
    assert runs[0] > 0 > runs[1]


def test_the_shipped_arrays_fit_what_is_read():
    net = network.weights()
    assert all(np.isfinite(x).all() for x in net.values())
    assert len(net["name0"]) == len(TYPES) + 1
    assert net["pair_offset"].shape == (len(SCORED),)
    for k, size in ((4, len(network.OFTEN) + 2), (5, 3)):
        assert len(net[f"name{k}"]) == size
    assert (len(net["figure_told4"]), len(net["figure_told5"])) == (network.RECENT + 1, len(network.OFTEN) + 2)
    for k, edges in enumerate(network.APART):
        assert len(net[f"pair_told{k}"]) == len(net[f"figure_told{k}"]) == 2 * (len(edges) + 1)
    assert all(weights[NET] > 0 for weights in table()[0].values())
