"""Lists: after a heading that names an honour, every row receives it; a row that is a body and a programme says who runs it."""

import re
from collections.abc import Sequence

from kg.model import Article, Block, Claim, Mention


def _inside(block: Block, mentions: Sequence[Mention]) -> list[Mention]:
    return [m for m in mentions if block.start <= m.start and m.end <= block.end]


def _only_names(article: Article, block: Block, here: Sequence[Mention]) -> bool:
    words, at = "", block.start
    for m in here:
        words, at = words + article.text[at : m.start], m.end
    return not re.sub(r"[\s“”《》\"：:—\-、；。]", "", words + article.text[at : block.end])


def match_lists(article: Article, mentions: Sequence[Mention]) -> list[Claim]:
    """Return who receives what in the lists of an article: its ``item`` blocks, under the last honour named before each."""
    made: list[Claim] = []
    honour: Mention | None = None
    for block in article.blocks:
        here = _inside(block, mentions)
        awards = [m for m in here if m.type == "AWARD"]
        people = [m for m in here if m.type == "PERSON"]
        bodies = [m for m in here if m.type == "ORG"]
        if awards and not (block.role == "item" and (people or bodies) and awards[-1].start > (people or bodies)[0].start):
            honour = awards[-1]
            continue
        if block.role == "title":
            continue
        if block.role != "item":
            honour = honour if not here or re.search(r"[：:]$", article.text[block.start : block.end]) else None
            continue
        programmes = [m for m in here if m.type == "PROGRAMME"]
        if len(here) == 2 and len(bodies) == 1 and len(programmes) == 1 and _only_names(article, block, here):
            made.append(Claim("runs", bodies[0], programmes[0], block.start, block.end, "list", 0.8))
        if honour is None:
            continue
        for winner in people or bodies:
            made.append(Claim("receives", winner, honour, block.start, block.end, "list", 0.8))
    return made
