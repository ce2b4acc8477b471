"""Lists: after a heading that names an honour, every row receives it, and who signs the list confers it; a row that is a body and a programme says who runs it."""

import re
from collections.abc import Sequence

from kg.lexicon import signature
from kg.model import Article, Block, Claim, Mention

_OF_BRANDS = re.compile(r"(?:品牌|项目|案例|机制|课程|工程|活动|阵地)$")  # honours that a programme is given, and not the body that runs it


def _inside(block: Block, mentions: Sequence[Mention]) -> list[Mention]:
    return [m for m in mentions if block.start <= m.start and m.end <= block.end]


def _is_row(article: Article, block: Block, body: Mention, programme: Mention) -> bool:
    """Tell whether a row is a body and its programme: 某局党支部“某桥”; “某桥”社区普及（某医院）."""
    text = article.text
    if body.start < programme.start:
        rest = text[block.start : body.start] + text[body.end : programme.start] + text[programme.end : block.end]
        return not re.sub(r"[\s“”《》\"：:—\-、；。]", "", rest)
    return not re.sub(r"[\s“”《》]", "", text[block.start : programme.start]) and text[body.start - 1] in "（(" and not re.sub(r"[）)\s；。]", "", text[body.end : block.end])


def match_lists(article: Article, mentions: Sequence[Mention]) -> list[Claim]:
    """Return who receives what in the lists of an article: its ``item`` blocks, under the last honour named before each."""
    made: list[Claim] = []
    honour: Mention | None = None
    given: list[Mention] = []  # the honours of the list so far
    for block in article.blocks:
        here = _inside(block, mentions)
        awards = [m for m in here if m.type == "AWARD"]
        people = [m for m in here if m.type == "PERSON"]
        bodies = [m for m in here if m.type == "ORG"]
        if awards and not (block.role == "item" and (people or bodies) and awards[-1].start > (people or bodies)[0].start):
            honour = awards[-1]
            given = [*given, honour] if block.role == "item" else [honour]
            continue
        if block.role == "title":
            continue
        if block.role != "item":
            honour = honour if not here or re.search(r"[：:]$", article.text[block.start : block.end]) else None
            continue
        programmes = [m for m in here if m.type == "PROGRAMME"]
        if len(here) == 2 and len(bodies) == 1 and len(programmes) == 1 and _is_row(article, block, bodies[0], programmes[0]):
            made.append(Claim("runs", bodies[0], programmes[0], block.start, block.end, "list", 0.8))
        if honour is None:
            continue
        if bodies and signature(article.text[block.start : block.end]):
            made += [Claim("confers", bodies[0], x, block.start, block.end, "list", 0.8) for x in given]
            continue
        for winner in people or (programmes if _OF_BRANDS.search(honour.text) else []) or bodies:
            made.append(Claim("receives", winner, honour, block.start, block.end, "list", 0.8))
    return made
