"""The networks that read names: probabilities against an enumeration of all paths, the grammar of tags, what is written is read back."""

import itertools

import numpy as np
import pytest
import spacy

from kg.annotate.features import COLUMNS
from kg.annotate.network import CANDIDATES, pipeline
from kg.annotate.tagger import TAGS, Tagger, grammar

ROWS, DIM, MIX, WIDTH = 7, 3, 5, 4


def net(seed):
    pick = np.random.default_rng(seed)

    def some(*shape):
        return pick.normal(0, 1, shape).astype(np.float32)

    made = {f"table{k}": some(ROWS, DIM) for k in range(len(COLUMNS))}
    return made | {
        "mix": some(DIM * len(COLUMNS), MIX),
        "mixed": some(MIX),
        "input": some(2, MIX, 4 * WIDTH),
        "recur": some(2, WIDTH, 4 * WIDTH),
        "bias": some(2, 4 * WIDTH),
        "out": some(2 * WIDTH, len(TAGS)),
        "offset": some(len(TAGS)),
        "follow": some(len(TAGS), len(TAGS)),
    }


def names(path):
    start, made = 0, []
    for i, tag in enumerate(path):
        start = i if tag[0] in "BS" else start
        if tag[0] in "ES":
            made.append((start, i + 1, tag[2:]))
    return tuple(made)


def legal_paths(length):
    follow, begin, end = grammar()
    for path in itertools.product(range(len(TAGS)), repeat=length):
        if begin[path[0]] == 0 and end[path[-1]] == 0 and all(follow[a, b] == 0 for a, b in itertools.pairwise(path)):
            yield path


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_probabilities_are_those_of_all_paths(seed):
    tagger = Tagger([net(seed), net(seed + 10)])
    rows = np.random.default_rng(seed).integers(0, 2**63, (3, len(COLUMNS)), dtype=np.uint64)
    scores = tagger.emissions(rows).astype(float)
    weights = {p: np.exp(sum(scores[t, k] for t, k in enumerate(p)) + sum(tagger.follow[a, b] for a, b in itertools.pairwise(p))) for p in legal_paths(3)}
    total = sum(weights.values())
    by_span = {}
    for path, weight in weights.items():
        for span in names([TAGS[k] for k in path]):
            by_span[span] = by_span.get(span, 0.0) + weight / total
    made = tagger.read(rows)
    assert made.candidates == pytest.approx({s: p for s, p in by_span.items() if p >= 0.02}, abs=1e-4)
    assert made.names == names([TAGS[k] for k in max(weights, key=weights.get)])


def test_every_tag_may_follow_some_and_none_breaks_a_name():
    follow, begin, end = grammar()
    assert begin[TAGS.index("I-ORG")] < 0
    assert end[TAGS.index("B-ORG")] < 0
    assert follow[TAGS.index("B-ORG"), TAGS.index("I-PLACE")] < 0
    assert follow[TAGS.index("E-ORG"), TAGS.index("B-ORG")] == 0
    assert (follow == 0).any(axis=0).all()
    assert (follow == 0).any(axis=1).all()


def test_what_is_written_is_read_back(tmp_path):
    nlp = pipeline([net(4)])
    nlp.to_disk(tmp_path / "p")
    text = "三台县信访局局长伍静川说：“好。”"
    a, b = (
        dict(zip([(s.start, s.end, s.label_) for s in d.spans[CANDIDATES]], d.spans[CANDIDATES].attrs["scores"], strict=True))
        for d in (nlp(text), spacy.load(tmp_path / "p")(text))
    )
    assert a
    assert {s: p for s, p in a.items() if p > 0.03}.keys() <= b.keys()
    assert all(abs(a[s] - b[s]) < 0.02 for s in a.keys() & b.keys())  # half precision


def test_nothing_is_read_in_nothing():
    assert Tagger([net(5)]).read(np.empty((0, len(COLUMNS)), dtype=np.uint64)).names == ()
    assert pipeline([])("程东").ents == ()
