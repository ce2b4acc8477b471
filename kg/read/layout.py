"""Repair of newspaper layout: lines that a column broke are joined, and every paragraph gets its role.

What is known: columns are of even width, so a line that falls short of its column ends a paragraph; a new paragraph is indented, or follows another gap than the
column's own lines do; full-width punctuation may not begin a line, so a full line can be two characters short (kinsoku, 避头尾).
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from kg.lexicon import is_row, listed_name
from kg.model import Line
from kg.text import cells

LONGEST_HEADLINE = 44  # characters of a headline of two lines
LARGEST_BOX = 5  # paragraphs
SHORT_BY = 4  # cells by which a full line may miss its column
WIDEST = 72  # cells: newspaper columns are narrower
_END = re.compile(r"[。！？!?…；;：:][”’」』）)】]*$")
_STOP = re.compile(r"[。！？!?…][”’」』）)】]*$")
_SIGNED_TEXT = re.compile(r"[。！？][”’」』]?[（(][^（）()]{2,20}[）)]$")
_DATE = r"(?:\d{4}|[二〇○零一二三四五六七八九]{4})\s*[年./-]\s*[\d一二三四五六七八九十]{1,3}\s*[月./-]\s*[\d一二三四五六七八九十]{1,3}\s*日?"
FURNITURE = re.compile(
    rf"^(?=.{{1,70}}$)(?!.*[。！？]$)(?:.*{_DATE}\s*(?:星期|周)[一二三四五六日].*|.*(?:责任编辑|责编|版式|校对|组版|美编|编辑热线|新闻热线|投稿邮箱|订阅热线|联系电话|咨询电话)\s*[:：\s].*"
    r"|.{2,24}(?:联办|协办|主办|合办|特约刊登)|.{0,10}第?\s*[A-Z]?\d{1,3}\s*版.{0,12}|[A-Z]?\d{1,3}\s+[\u4e00-\u9fff·]{1,10}|(?:[\u4e00-\u9fff·]{2,8}\s+)?[A-Z]?\d{1,3}(?:\s+[\u4e00-\u9fff·]{2,8})?"
    r"|.*(?:微信公众号.{0,8}(?:扫码|关注|欢迎)|扫码关注|敬请关注|欢迎.{0,4}关注|客户端下载|详询|咨询电话|招租热线).*|.{4,40}[\s　](?:广告|公益广告)|(?:广告|公益广告)|社会主义核心价值观.*|.*富强\s*民主\s*文明.*|[\W_]+)$"
)
_CREDIT = re.compile(r"(?:\s*摄(?:影)?|\s摄影报道|供图|[\s/]图|文/图|图/文)\s*[）)]?$")
DATELINE = re.compile(r"^(?:本报讯|本报.{1,8}(?:讯|电)|新华社.{1,12}电|[\u4e00-\u9fff]{2,6}(?:网|社|报)?(?:消息|讯)[（(：:\s]|(?:据)?央视网消息|[\u4e00-\u9fff]{2,8}讯[（(\s])")
_NAMES = r"(?:[\u4e00-\u9fff]\s[\u4e00-\u9fff]|[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,8}(?:·[\u4e00-\u9fff]{1,8})+)(?![\u4e00-\u9fff·])"
_REPORTER = r"(?:首席|见习|特约|全媒体|融媒体?|实习)?(?:记者|通讯员|特派员|评论员|实习生|摄影师)"
BYLINE = re.compile(
    rf"^[\s□■●◎○◆▲△★☆·\-—]*[（(]?\s*(?:(?:本报|[\u4e00-\u9fff]{{2,10}}?)?{_REPORTER}|(?:作者|撰稿|文字?|采写|整理|记者)\s*[/:：\s])"
    rf"\s*[:：/]?\s*(?:{_NAMES}|文\s*/\s*图|文/?图|图/?文|摄影报道|{_REPORTER}|[\s、]|[\u4e00-\u9fff]{{2,10}}{_REPORTER})+[）)]?$"
    r"|^[\u4e00-\u9fff]{2,4}\s+图片由.{2,20}提供$"
)
_SOURCE = re.compile(r"^[（(]?\s*(?:来源|据|转自|稿件来源|摘自|图片来源|资料来源)\s*[:：].{1,30}$")
_SIGNED = re.compile(r"^[（(]\s*([\u4e00-\u9fff](?:\s?[\u4e00-\u9fff·]){1,6}|(?:[\u4e00-\u9fff]\s?){2,4}[、\s]+(?:[\u4e00-\u9fff]\s?){2,4})\s*[）)]$")


class Paragraph(NamedTuple):
    """A block of a page: clean text, the offset of each character, its role, and whether it stands in a box that breaks another paragraph off."""

    text: str
    offsets: tuple[int, ...]
    role: str
    boxed: bool = False


def _columns(lines: Sequence[Line]) -> list[int | None]:
    """Return for every line the width of the column that it stands in, or None where lines are not wrapped.

    A column's width is the commonest among the neighbours, the wider of two; half of the neighbours must come near it and few go beyond, or the lines are
    paragraphs that chance made alike.
    """
    widths = [narrow(line.text) + min(line.indent, 4) for line in lines]
    made: list[int | None] = []
    for i in range(len(lines)):
        near = widths[max(0, i - 9) : i + 10]
        fits = max((w for w in near if 18 <= w <= WIDEST), key=lambda w: (sum(w - 1 <= v <= w + 1 for v in near), w), default=None)
        close = [v for v in near if fits and fits - 8 <= v <= fits + 5]
        beyond = sum(v > fits + 5 for v in near) if fits else 0
        wrapped = fits and len(close) >= 3 and 2 * len(close) >= len(near) - beyond and 3 * beyond <= len(near) and widths[i] <= fits + 5
        made.append(fits if wrapped else None)
    return made


def narrow(text: str) -> int:
    """Return the width of a line whose typeface sets quotation marks half-width, as many pages do."""
    return cells(text) - sum(c in "“”‘’" for c in text)


def _gap_inside(lines: Sequence[Line], columns: list[int | None]) -> int:
    """Return the number of empty lines that this page leaves between the lines of one paragraph."""
    seen = Counter(b.gap for a, b, c in zip(lines, lines[1:], columns, strict=False) if c and cells(a.text) + a.indent >= c - SHORT_BY and not _END.search(a.text))
    return seen.most_common(1)[0][0] if seen else 0


def _signed_by(text: str) -> bool:
    """Tell whether a line is a byline; a longer one is none, and would cost the pattern dearly."""
    return len(text) <= 60 and "。" not in text and ("记者" in text or "通讯员" in text or len(text) <= 30) and BYLINE.match(text) is not None


def _rows(lines: Sequence[Line]) -> set[int]:
    """Return the lines that are rows of a list, one under the other."""
    rows = [is_row(line.text) for line in lines]
    return {n for n, row in enumerate(rows) if row and any(rows[n - 1 : n] + rows[n + 1 : n + 2])}


def _width(line: Line) -> int:
    return cells(line.text) + (line.indent if line.indent <= 4 else 0)


def _joins(a: Line, b: Line, after: Line | None, column: int | None, gap: int) -> bool:
    """Tell whether line ``b`` goes on with the paragraph that ends in line ``a``; ``after`` is the line after ``b``."""
    if a.hint or b.hint:
        return False
    if FURNITURE.match(a.text) or FURNITURE.match(b.text) or DATELINE.match(b.text) or _signed_by(b.text) or _signed_by(a.text) or _SIGNED.match(a.text):
        return False
    if len(b.text) <= LONGEST_HEADLINE and _is_credited(b.text) and _END.search(a.text):
        return False
    if column is None:  # one paragraph a line: joined only where it plainly broke off
        one, two, three = _width(a), _width(b), _width(after) if after else 0
        broke_off = one > 60 or (one >= 30 and "，" in a.text)
        alike = after is not None and abs(one - two) < SHORT_BY and (abs(two - three) < SHORT_BY or (three < two and bool(_END.search(after.text))))
        return broke_off and not _END.search(a.text) and not _is_credited(a.text) and (two > 60 or alike or bool(_END.search(b.text)))
    if listed_name(b.text) and (listed_name(a.text) or a.text.endswith(("：", ":", "；"))):
        return False
    if b.indent >= 2 and b.indent > a.indent:
        return False
    if b.gap < gap or (after is not None and after.gap < gap and _END.search(a.text)):  # set close to what follows: a subheading
        return False
    if b.gap > gap and (_END.search(a.text) or len(b.text) < 6):
        return False
    return _width(a) >= column - SHORT_BY


def _role(text: str, hint: str, lines: int) -> str:
    if hint.startswith(("h", "title")):
        return "heading"
    if FURNITURE.match(text):
        return "furniture"
    if _SOURCE.match(text):
        return "source"
    if _signed_by(text) or (len(text) <= 30 and _SIGNED.match(text)):
        return "credit" if _is_credited(text) and "文" not in text[-6:] else "byline"
    if len(text) <= 60 and _is_credited(text) and not _END.search(text[:-3]):
        return "credit"
    if _END.search(text) or _SIGNED_TEXT.search(text) or len(text) >= 45 or lines > 2 or (hint == "paragraph" and len(text) > 30):
        return "body"
    if _is_credited(text):
        return "body"
    return "short"


def _heading(lines: Sequence[Line], column: int | None, piece: range) -> int:
    """Return from which of its lines a paragraph is no more itself but the headline under it: one or two lines with no stop, after a line that ends a sentence."""
    last = lines[piece[-1]]
    if column is None or _width(last) >= column - SHORT_BY or not _breaks_off(last.text):
        return piece.stop
    at = next((k + 1 for k in reversed(piece[:-1]) if _STOP.search(lines[k].text)), piece.stop)
    return at if piece.stop - at <= 2 and _is_headline("".join(lines[k].text for k in range(at, piece.stop))) else piece.stop


def _is_headline(words: str) -> bool:
    return len(words) <= LONGEST_HEADLINE and not re.search("[。！？；（(]", words)


def _ended(text: str) -> bool:
    """Tell whether a text ends a sentence, or with who signs it or took the photo."""
    return _STOP.search(text) is not None or _SIGNED_TEXT.search(text) is not None or _SIGNED.match(text) is not None or _is_credited(text)


def _breaks_off(text: str) -> bool:
    return not _END.search(text) and not _ended(text)


def _is_credited(text: str) -> bool:
    return _CREDIT.search(text, max(0, len(text) - 30)) is not None


def _glue(a: str, b: str) -> str:
    """Return what stands between two pieces of a text that was broken: a space between Latin letters, else nothing."""
    return " " if a[-1].isascii() and a[-1].isalpha() and b[0].isascii() and b[0].isalpha() else ""


def _paragraph(lines: Sequence[Line], piece: range) -> Paragraph:
    words, offsets = [lines[piece[0]].text], list(lines[piece[0]].offsets)
    for k in piece[1:]:
        after = lines[k]
        space = _glue(words[-1], after.text)
        words += [space, after.text] if space else [after.text]
        offsets += [*([-1] if space else []), *after.offsets]
    text = "".join(words)
    return Paragraph(text, tuple(offsets), _role(text, lines[piece[0]].hint, len(piece)))


def _box(paragraphs: Sequence[Paragraph], at: int) -> int:
    """Return where a box ends that begins at a paragraph, a photo's caption and credit with headlines before or after, or the place itself where none does."""
    k, captioned = at, False
    while k < len(paragraphs) and k - at < LARGEST_BOX and paragraphs[k].role in ("short", "body", "credit"):
        credited = _is_credited(paragraphs[k].text)
        if captioned and not credited:
            break
        captioned = captioned or paragraphs[k].role == "body" or len(paragraphs[k].text) > LONGEST_HEADLINE
        k += 1
        if captioned and credited:
            return next((n for n in range(k, min(k + 3, len(paragraphs))) if paragraphs[n].role != "short"), k)
    return at


def _headed(lines: Sequence[Line], piece: range) -> tuple[Paragraph, Paragraph] | None:
    """Return what is broken off before the last line of a paragraph, and that line, which may be the headline of a box; None where it is none."""
    if len(piece) == 1 or not _is_headline(lines[piece[-1]].text):
        return None
    rest = _paragraph(lines, piece[:-1])
    return (rest, _paragraph(lines, piece[-1:])) if _breaks_off(rest.text) else None


def _mended(lines: Sequence[Line], pieces: Sequence[range], full: Sequence[bool]) -> list[Paragraph]:
    """Return the paragraphs, those joined that furniture or a box breaks off in the middle of a sentence, and after each what stood between.

    A paragraph is broken off whose last line is full and ends no sentence; where it is not full it may be the headline of the box. ``full``: is the last line of a
    piece as wide as its column?
    """
    paragraphs = [_paragraph(lines, piece) for piece in pieces]
    made: list[Paragraph] = []
    i = 0
    while i < len(paragraphs):
        p, between, last = paragraphs[i], [], i
        while p.role == "body" and _breaks_off(p.text):
            k = next((n for n in range(last + 1, len(paragraphs)) if paragraphs[n].role != "furniture"), len(paragraphs))
            end = _box(paragraphs, k)
            if end == last + 1 or end >= len(paragraphs) or paragraphs[end].role != "body" or DATELINE.match(paragraphs[end].text):
                break
            headline: Sequence[Paragraph] = ()
            if not full[last]:
                parted = _headed(lines, pieces[i]) if last == i and end > k else None
                if parted is None:
                    break
                p, *headline = parted
            after = paragraphs[end]
            space = _glue(p.text, after.text)
            p = Paragraph(p.text + space + after.text, (*p.offsets, *([-1] if space else []), *after.offsets), "body")
            between += [*paragraphs[last + 1 : k], *(q._replace(boxed=True) for q in (*headline, *paragraphs[k:end]))]
            last = end
        made += [p, *between]
        i = last + 1
    return made


def reflow(lines: Sequence[Line]) -> list[Paragraph]:
    r"""Join the lines of each paragraph and name its role: heading, short, body, byline, credit, source or furniture.

    A space is kept where one stands in a line; none is put where a line broke between Chinese characters, one where it broke between Latin letters.

    >>> from kg.read import plain_lines
    >>> page = "区里这几年一直在推进老旧小区改\n造工作，居民都说好，大家心里暖\n洋洋的，逢人就说这件事办得妥帖\n周到。\n"
    >>> [p.text for p in reflow(plain_lines(page))]
    ['区里这几年一直在推进老旧小区改造工作，居民都说好，大家心里暖洋洋的，逢人就说这件事办得妥帖周到。']
    """
    columns = _columns(lines)
    gap, rows = _gap_inside(lines, columns), _rows(lines)
    pieces: list[range] = []
    wide = [_width(line) for line in lines]

    def column(first: int, i: int) -> int | None:
        """Return the width of a line's column; a paragraph that was begun outside of one goes on in lines as wide as its first."""
        alike = i > first and wide[first] <= WIDEST and abs(wide[first] - wide[i]) < SHORT_BY and not _END.search(lines[i].text)
        return columns[i] or columns[first] or (wide[first] if alike else None)

    i = 0
    while i < len(lines):
        first = i
        while i + 1 < len(lines) and not rows & {i, i + 1} and _joins(lines[i], lines[i + 1], lines[i + 2] if i + 2 < len(lines) else None, column(first, i), gap):
            i += 1
        i += 1
        head = _heading(lines, columns[i - 1], range(first, i))
        pieces += [range(first, head), *(range(k, k + 1) for k in range(head, i))]
    ends = [piece[-1] for piece in pieces]
    return _mended(lines, pieces, [not lines[k].hint and (known := columns[k]) is not None and wide[k] >= known - SHORT_BY for k in ends])
