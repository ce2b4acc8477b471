"""Every row of the pattern table proves itself, without the scorer: it finds what stands beside it and leaves alone what it should."""

import re

import pytest
from annotated import parse

from kg.coref import antecedents
from kg.relate import relate
from kg.relate.table import patterns

ROWS = [*patterns()[0], *patterns()[1]]
FINDS = [(f"{r.relation}.{r.number}", r.relation, proof) for r in ROWS for proof in r.finds]
LEAVES = [(f"{r.relation}.{r.number}", r.relation, proof) for r in ROWS for proof in r.leaves]


def said(marked, relation):
    article, mentions = parse(marked)
    refs = antecedents(mentions)
    claims = [c for c in relate(article, mentions, scored=False) if c.relation == relation and c.tail]
    return {(refs.get(c.head, c.head).text, refs.get(c.tail, c.tail).text): c for c in claims}


def test_every_row_has_proofs():
    assert len(ROWS) >= 30
    assert all(r.finds and r.leaves for r in ROWS)
    assert {r.relation for r in ROWS} == {"runs", "issues", "establishes", "attracts", "directs", "participates_in", "receives", "confers", "located_in", "part_of", "specified_in"}


@pytest.mark.parametrize(("row", "relation", "proof"), FINDS, ids=[f"{r}-{i}" for i, (r, _, _) in enumerate(FINDS)])
def test_finds(row, relation, proof):
    sentence, _, wanted = proof.partition(" => ")
    found = said(sentence, relation)
    for pair in wanted.split("; "):
        head, _, tail = pair.partition(" > ")
        assert (head, tail) in found, (sorted(found), pair)


@pytest.mark.parametrize(("row", "relation", "proof"), FINDS, ids=[f"{r}-{i}" for i, (r, _, _) in enumerate(FINDS)])
def test_the_row_itself_finds_it(row, relation, proof):
    sentence = proof.partition(" => ")[0]
    rules = {c.rule for c in said(sentence, relation).values()}
    kind, _, number = row.rpartition(".")
    assert rules & {f"{kind}.{number}", f"{kind}.p{number}"}, rules


@pytest.mark.parametrize(("row", "relation", "proof"), LEAVES, ids=[f"{r}-{i}" for i, (r, _, _) in enumerate(LEAVES)])
def test_leaves(row, relation, proof):
    sentence, _, unwanted = proof.partition(" => ")
    found = said(sentence, relation)
    if unwanted:
        head, _, tail = re.sub(r"^! ", "", unwanted).partition(" > ")
        assert (head, tail) not in found
    else:
        assert not found
