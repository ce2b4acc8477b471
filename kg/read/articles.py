"""Split a page's paragraphs into articles: which headline belongs to which body, where one ends and the next begins."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from kg.lexicon import is_name_shaped, is_plain_row, is_row, person_row
from kg.model import Article, Block, Source
from kg.read.layout import DATELINE, Paragraph, reflow
from kg.text import squeeze

ROWS, HEADINGS = 3, 2  # rows that make a list where nothing announces it; headings that may stand between two of its rows
_DATED = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日|(?<!\d)(20\d{2})[-./]?(\d{2})[-./]?(\d{2})(?!\d)")
_REPORTERS = re.compile(
    r"(?:记者|通讯员|见习记者|实习生|作者|撰稿|文|摄影)[\s:：/]*((?:[\u4e00-\u9fff]\s?[\u4e00-\u9fff·]{1,3}|[\u4e00-\u9fff]{2,4})(?:[\s、]+(?!通讯员|记者|文|摄)(?:[\u4e00-\u9fff]\s[\u4e00-\u9fff](?![\u4e00-\u9fff])|[\u4e00-\u9fff]{2,4}))*)"
)
_PAPER = re.compile(r"[\u4e00-\u9fff]{2,8}(?:日报|晚报|晨报|都市报|新报|导报|周报|晨刊|商报|时报|法治报|工商报|快报|融媒|晚刊|经济报|[\u4e00-\u9fff]报)")


def _pairs(text: str) -> Counter[str]:
    text = re.sub(r"[^\u4e00-\u9fff0-9A-Za-z]", "", text)
    return Counter(text[i : i + 2] for i in range(len(text) - 1))


def _likeness(head: str, body: str) -> float:
    """Share of the headline's character pairs that stand in the body."""
    want, have = _pairs(head), _pairs(body)
    return sum(1 for p in want if p in have) / len(want) if want else 0.0


def _headline_last(paragraphs: Sequence[Paragraph]) -> float:
    """Return above 0 where the page puts headlines after their bodies, below 0 where before."""
    kept = [p for p in paragraphs if p.role != "furniture"]
    if not kept:
        return 0.0
    ends = {"short": 1, "heading": 1, "byline": 1}
    first = -0.15 if kept[0].role in ends else 0.15
    last = 0.15 if kept[-1].role in ends and not kept[-1].text.startswith(("（", "(")) else -0.15
    return first + last


def _roll(lines: Sequence[str], *, announced: bool) -> tuple[int, int]:
    """Return which of some short lines, an empty text for those of another role, are a list with its headings and signature: a half-open span.

    A list is announced by a colon before it, or has three rows that can be nothing else, or two that name persons; then at most two lines before it are its headings.
    """
    rows = [is_row(line) for line in lines]
    if True not in rows or not (announced or sum(map(is_plain_row, lines)) >= ROWS or sum(person_row(line) is not None for line in lines) > 1):
        return 0, 0
    first = last = rows.index(True)
    while first > 0 and (announced or (last - first < HEADINGS and lines[first - 1])):
        first -= 1
    for n, row in enumerate(rows):
        if n > last + HEADINGS:
            break
        if row:
            last = n + 1
    return first, last


def _groups(paragraphs: Sequence[Paragraph]) -> list[tuple[bool, list[Paragraph]]]:
    """Gather neighbours: (is it body, its paragraphs). The rows of a list are body too."""
    made: list[tuple[bool, list[Paragraph]]] = []
    i = 0
    while i < len(paragraphs):
        k = i
        if paragraphs[i].role in ("body", "credit", "source"):
            made.append((True, [paragraphs[i]]))
            i += 1
            continue
        while k < len(paragraphs) and paragraphs[k].role in ("short", "heading", "byline"):
            k += 1
        run = list(paragraphs[i:k])
        announced = i > 0 and paragraphs[i - 1].text.endswith(("：", ":"))
        first, cut = _roll([p.text if p.role == "short" else "" for p in run], announced=announced)
        if announced and cut == 0:
            cut = next((n for n, p in enumerate(run) if p.role != "short"), len(run))
            cut = cut - 2 if cut == len(run) and len(run) > 4 else cut
        if first:
            made.append((False, run[:first]))
        if cut:
            made.append((True, [p._replace(role="item") for p in run[first:cut]]))
            run = run[cut:]
        if run:
            made.append((False, run))
        i = k
    return [g for g in made if g[1]]


def _marked(paragraphs: Sequence[Paragraph]) -> list[list[Paragraph]] | None:
    """Split a page whose headings are marked as such (markdown, HTML): at the level under which datelines or bodies begin."""
    heads = [i for i, p in enumerate(paragraphs) if p.role == "heading"]
    if not heads:
        return None
    starts = [i for i in heads if i + 1 < len(paragraphs) and DATELINE.match(paragraphs[i + 1].text)]
    if len(starts) < 2:
        return [list(paragraphs)]
    cuts = sorted({0, *heads})
    return [part for a, b in zip(cuts, [*cuts[1:], len(paragraphs)], strict=True) if (part := list(paragraphs[a:b]))]


def _split(paragraphs: Sequence[Paragraph]) -> list[list[Paragraph]]:
    """Return the paragraphs of each article, the headline's first."""
    marked = _marked(paragraphs)
    if marked is not None:
        return marked
    prior = _headline_last(paragraphs)
    groups = _groups([p for p in paragraphs if p.role != "furniture"])
    articles: list[list[Paragraph]] = [[]]
    heads: list[list[Paragraph]] = [[]]
    for n, (is_body, group) in enumerate(groups):
        if is_body:
            ended = bool(articles[-1]) and articles[-1][-1].role in ("source", "credit") and group[0].role == "body"
            if (ended or DATELINE.match(group[0].text)) and any(p.role == "body" for p in articles[-1]):
                articles.append([])
                heads.append([])
            articles[-1] += group
            continue
        has_before = any(p.role == "body" for p in articles[-1])
        if not has_before:
            heads[-1] += group
            continue
        after: list[Paragraph] = []
        for ok, g in groups[n + 1 :]:
            if not ok or (after and DATELINE.match(g[0].text)):
                break
            after += g
        if not after:
            heads[-1] += group
            continue
        byline = any(p.role == "byline" for p in group)
        ended = articles[-1][-1].role in ("source", "credit") or bool(re.search(r"[）)]$", articles[-1][-1].text) and articles[-1][-1].role == "byline")
        photo = any(p.role == "credit" for p in after[:2])
        fresh = bool(DATELINE.match(after[0].text))
        if not (byline or ended or fresh or photo or len(group) > 2):
            articles[-1] += [p._replace(role="subhead") for p in group]
            continue
        headline = "".join(p.text for p in group if p.role != "byline")
        back = _likeness(headline, "".join(p.text for p in articles[-1])) + prior
        forth = _likeness(headline, "".join(p.text for p in after)) - prior
        if back > forth and not heads[-1]:
            back += 0.2
        articles.append([])
        heads.append([])
        if back > forth:
            heads[-2] += group
        else:
            heads[-1] += group
    return [[*h, *a] for h, a in zip(heads, articles, strict=True) if a or h]


def _iso(found: re.Match[str]) -> str:
    y, m, d = found.group(1, 2, 3) if found[1] else found.group(4, 5, 6)
    return f"{y}-{int(m):02}-{int(d):02}" if 1 <= int(m) <= 12 and 1 <= int(d) <= 31 else ""


def _article(source: Source, number: int, parts: list[Paragraph], page: dict[str, str]) -> Article:
    text, offsets, blocks = "", [], []
    body_seen = False
    roles = {"short": "subhead", "heading": "subhead", "credit": "caption"}
    for p in parts:
        if text:
            text += "\n"
            offsets.append(-1)
        is_head = p.role in ("short", "heading")
        role = "title" if is_head and not body_seen else roles.get(p.role, p.role)
        body_seen = body_seen or p.role in ("body", "item")
        blocks.append(Block(role, len(text), len(text) + len(p.text)))
        text += p.text
        offsets += p.offsets
    titles = [text[b.start : b.end] for b in blocks if b.role == "title"]
    names = []
    for b in blocks:
        if b.role in ("byline", "caption") or (b.role == "body" and DATELINE.match(text[b.start : b.end])):
            for m in _REPORTERS.finditer(text[b.start : min(b.end, b.start + 80)] if b.role == "body" else text[b.start : b.end]):
                words = re.split(r"[、\u3000]+|\s+(?=[\u4e00-\u9fff]{2})|(?<=[\u4e00-\u9fff]{2})\s+", m[1])
                names += [squeeze(w) for w in words if is_name_shaped(squeeze(w))]
    papers = [m.group() for b in blocks if b.role in ("byline", "caption") for m in _PAPER.finditer(text[b.start : b.end])]
    sources = [re.sub(r"^[（(]?\s*\S{1,4}\s*[:：]\s*|[）)]$", "", text[b.start : b.end]) for b in blocks if b.role == "source"]
    return Article(
        doc=source.doc,
        number=number,
        text=text,
        offsets=tuple(offsets),
        blocks=tuple(blocks),
        raw=source.text,
        title="".join(titles) or page.get("title", ""),
        bylines=tuple(dict.fromkeys(names)),
        source=next(iter([*sources, *papers]), page.get("source", "")),
        date=page.get("date", ""),
        place=page.get("place", ""),
    )


def _known_date(value: str) -> str:
    """Return a date in ISO 8601 if the text is or holds one, else an empty text: what is no date dates nothing."""
    if re.fullmatch(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", value):
        return value
    found = _DATED.search(value)
    return _iso(found) if found else ""


def split_articles(source: Source, defaults: dict[str, str] | None = None) -> list[Article]:
    """Return the articles of a source, page furniture and adverts set aside, headlines first wherever they stood.

    Date, source and home place come from the page itself, else from its sidecar, else from ``defaults`` (kg.toml).
    """
    paragraphs = reflow(source.lines)
    page = {**(defaults or {}), **source.meta}
    page["date"] = _known_date(page.get("date", ""))
    for p in paragraphs:
        if p.role == "furniture" or (p.role == "heading" and len(p.text) < 40):
            dated = _DATED.search(p.text)
            if dated and _iso(dated):
                page["date"] = _iso(dated)
                break
    for p in paragraphs:
        paper = _PAPER.match(p.text) if p.role == "furniture" else None
        if paper:
            page["source"] = paper.group()
            break
    boxes = [list(box) for boxed, box in groupby(paragraphs, key=lambda p: p.boxed) if boxed]
    parted = [*_split([p for p in paragraphs if not p.boxed]), *boxes]
    return [_article(source, n, parts, page) for n, parts in enumerate(parted) if parts]
