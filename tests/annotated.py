"""Sentences with marked mentions, as the pattern table and the training data have them: {surface|TYPE}."""

from prepare import unmark

from kg.annotate.references import find_references
from kg.model import Article, Block, Mention


def article(text: str, role: str = "body") -> Article:
    """Return a text as an article of one block."""
    return Article("page.txt", 0, text, tuple(range(len(text))), (Block(role, 0, len(text)),), text)


def parse(marked: str) -> tuple[Article, list[Mention]]:
    """Return the article of one paragraph and its mentions, references found as in a build."""
    text, spans = unmark(marked)
    made = article(text)
    names = [Mention(a, b, kind, text[a:b]) for a, b, kind in spans]
    return made, sorted([*names, *find_references(made, names)])
