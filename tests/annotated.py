"""Sentences with marked mentions, as the pattern table and the training data have them: {surface|TYPE}."""

from prepare import unmark

from kg.annotate.references import find_references
from kg.model import Article, Block, Mention


def parse(marked: str) -> tuple[Article, list[Mention]]:
    """Return the article of one paragraph and its mentions, references found as in a build."""
    text, spans = unmark(marked)
    article = Article("page.txt", 0, text, tuple(range(len(text))), (Block("body", 0, len(text)),), text)
    names = [Mention(a, b, kind, text[a:b]) for a, b, kind in spans]
    return article, sorted([*names, *find_references(article, names)])
