"""The formats: bytes to text to lines with offsets. One small function each, registered by suffix."""

import io
import json
import re
from html import unescape
from html.parser import HTMLParser

from kg.errors import MissingExtraError, ReadError
from kg.model import Line, Source
from kg.read.files import META_KEYS, decode, reader

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "title",
        "tr",
        "ul",
    ]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "title"])
_SILENT = frozenset(["script", "style", "template", "noscript", "svg", "math", "iframe", "object", "select", "textarea", "nav"])


_LONE = re.compile("[\ud800-\udfff]")  # halves of a pair, which JSON may spell and no encoding can hold


def plain_lines(text: str) -> list[Line]:
    """Return the lines of a text that hold something, with indentation and the number of empty lines before each."""
    made: list[Line] = []
    gap = 0
    for m in re.finditer(r"[^\r\n\f\v\x85\u2028\u2029]+", text):
        whole = m.group()
        line = whole.strip(" \t\u3000\xa0\ufeff")
        before = text[made[-1].offsets[-1] + 1 : m.start()] if made else ""
        gap = max(0, before.replace("\r\n", "\n").count("\n") - 1 + before.count("\f"))
        if not line.strip():
            continue
        start = m.start() + whole.index(line)
        indent = sum(2 if c == "\u3000" else 1 for c in whole[: whole.index(line)] if c != "\ufeff")
        made.append(Line(line, tuple(range(start, start + len(line))), indent, gap))
    return made


@reader(".txt", ".text")
def plain(data: bytes, name: str) -> list[Source]:
    """Read plain text, hard-wrapped or not."""
    text = decode(data, name)
    return [Source(name, text, tuple(plain_lines(text)))]


class _Markup(HTMLParser):
    """Collect running text with the place of every character; the lines break at block elements."""

    def __init__(self, text: str, base: int = 0) -> None:
        super().__init__(convert_charrefs=False)
        self.lines: list[Line] = []
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self._base, self._chars, self._offsets = base, [], []  # type: ignore[var-annotated]
        self._silent, self._hint = 0, ""
        self.feed(text)
        self.close()
        self.flush()

    def _at(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column + self._base

    def flush(self) -> None:
        text = "".join(self._chars)
        a, b = len(text) - len(text.lstrip()), len(text.rstrip())
        if text.strip():
            self.lines.append(Line(text[a:b], tuple(self._offsets[a:b]), hint=self._hint or "paragraph"))
        self._chars, self._offsets = [], []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag in _BLOCKS:
            self.flush()
            if tag != "br":
                self._hint = tag if tag in _HEADINGS else ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.flush()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in _BLOCKS:
            self.flush()
            self._hint = ""

    def _add(self, text: str, offsets: list[int]) -> None:
        for c, at in zip(text, offsets, strict=True):
            if c.isspace():
                if not self._chars or self._chars[-1].isspace():
                    continue
                c = " "
            self._chars.append(c)
            self._offsets.append(at)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._add(data, list(range(self._at(), self._at() + len(data))))

    def handle_entityref(self, name: str) -> None:
        if not self._silent:
            made = unescape(f"&{name};")
            self._add(made, [-1] * len(made))

    def handle_charref(self, name: str) -> None:
        if not self._silent:
            made = unescape(f"&#{name};")
            self._add(made, [-1] * len(made))


def _tidy(lines: list[Line]) -> list[Line]:
    """Drop the white space that line breaks of the source left between Chinese characters."""
    made = []
    for line in lines:
        keep = [
            i
            for i, c in enumerate(line.text)
            if not (c == " " and line.offsets[i] >= 0 and 0 < i < len(line.text) - 1 and _cjk(line.text[i - 1]) and _cjk(line.text[i + 1]) and _broken(line, i))
        ]
        made.append(Line("".join(line.text[i] for i in keep), tuple(line.offsets[i] for i in keep), hint=line.hint))
    return made


def _cjk(c: str) -> bool:
    return "\u2e80" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef" or c in "“”‘’—…·"


def _broken(line: Line, i: int) -> bool:
    return line.offsets[i + 1] - line.offsets[i] > 1 or line.offsets[i] - line.offsets[i - 1] > 1


@reader(".html", ".htm", ".xhtml")
def html(data: bytes, name: str) -> list[Source]:
    """Read a web page: scripts, styles and navigation are no text; headings are kept as such."""
    text = decode(data, name)
    lines = _tidy(_Markup(text).lines)
    titles = [line for line in lines if line.hint == "title"]
    if any(line.hint in _HEADINGS - {"title"} for line in lines) or len(titles) > 1:
        lines = [line for line in lines if line.hint != "title"]
    return [Source(name, text, tuple(lines))]


@reader(".md", ".markdown")
def markdown(data: bytes, name: str) -> list[Source]:
    """Read markdown, with or without HTML inside: marks and tags are no text."""
    text = decode(data, name)
    made: list[Line] = []
    for m in re.finditer(r"[^\r\n]+", text):
        line = m.group()
        head = re.match(r"\ufeff?\s{0,3}(#{1,6})\s+", line)
        lead = head or re.match(r"\s*(?:[-*+]\s+|>\s?|\d{1,3}[.)]\s+)", line)
        start = lead.end() if lead else 0
        body = re.sub(r"\s+#+\s*$", "", line[start:]) if head else line[start:]
        for part in _Markup(body, m.start() + start).lines:
            hint = f"h{len(head[1])}" if head else part.hint
            cleaned = _unmark(Line(part.text, part.offsets, hint=hint))
            if cleaned.text.strip():
                made.append(cleaned)
    return [Source(name, text, tuple(made))]


def _unmark(line: Line) -> Line:
    """Drop **emphasis**, `code` and [link](target) marks."""
    drop: set[int] = set()
    for m in re.finditer(r"\*{1,3}|`+|!?\[|\]\([^)\s]*\)|(?<=\w)\](?!\()", line.text):
        drop.update(range(*m.span()))
    if not drop:
        return line
    keep = [i for i in range(len(line.text)) if i not in drop]
    return Line("".join(line.text[i] for i in keep), tuple(line.offsets[i] for i in keep), hint=line.hint)


@reader(".docx")
def docx(data: bytes, name: str) -> list[Source]:
    """Read a Word document: paragraphs and table rows in order; offsets count in that text, a line feed after each."""
    try:
        import docx as library
        from docx.table import Table
    except ImportError as e:
        raise MissingExtraError(name, "reading .docx needs python-docx: pip install 'kg[docx]'") from e
    try:
        document = library.Document(io.BytesIO(data))
        pieces = []
        for part in document.iter_inner_content():
            if isinstance(part, Table):
                pieces += [("  ".join(c.text for c in row.cells), "") for row in part.rows]
            else:
                style = (part.style.name or "") if part.style is not None else ""
                level = re.match(r"(?:Heading|标题) ?([1-6])", style)
                pieces.append((part.text, "h1" if style in ("Title", "标题") else f"h{level[1]}" if level else ""))
    except Exception as e:  # zipfile, lxml and python-docx each raise their own for a damaged file
        raise ReadError(name, f"not a readable .docx: {e or type(e).__name__}") from e
    return [_joined(name, pieces)]


def _joined(name: str, pieces: list[tuple[str, str]]) -> Source:
    text = "".join(p + "\n" for p, _ in pieces)
    lines, at = [], 0
    for p, hint in pieces:
        lines += [Line(line.text, tuple(o + at for o in line.offsets), line.indent, line.gap, hint) for line in plain_lines(p)]
        at += len(p) + 1
    return Source(name, text, tuple(lines))


@reader(".pdf")
def pdf(data: bytes, name: str) -> list[Source]:
    """Read a PDF's text layer; offsets count in that text, a form feed after each page."""
    try:
        import pypdf
    except ImportError as e:
        raise MissingExtraError(name, "reading .pdf needs pypdf: pip install 'kg[pdf]'") from e
    try:
        document = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if document.is_encrypted and not document.decrypt(""):
            raise ReadError(name, "the PDF is protected by a password")
        text = "".join(page.extract_text() + "\f" for page in document.pages)
    except ReadError:
        raise
    except Exception as e:  # pypdf raises many kinds, its own and builtin, for damaged files
        raise ReadError(name, f"not a readable PDF: {e or type(e).__name__}") from e
    if not text.strip():
        raise ReadError(name, "the PDF has no text layer (a scan?): it needs character recognition first")
    return [Source(name, text, tuple(plain_lines(text)))]


@reader(".jsonl", ".ndjson")
def jsonl(data: bytes, name: str) -> list[Source]:
    """Read records, one a line: ``text`` and, if known, ``title``, ``date``, ``source``, ``place``. The record in line 3 is the document ``NAME#3``.

    Offsets count in the record's title and text, a line feed between them.
    """
    made = []
    for number, line in enumerate(decode(data, name).lstrip("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as e:
            raise ReadError(name, f"line {number} is no JSON: {e.msg} at column {e.colno}") from e
        except (RecursionError, ValueError) as e:  # nested too deep, a number too long
            raise ReadError(name, f"line {number} cannot be read as JSON: {e}") from e
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            raise ReadError(name, f'line {number}: wants an object with a "text"')
        title = str(record.get("title") or "").strip()
        text = _LONE.sub("\ufffd", (title + "\n" if title else "") + record["text"])
        lines = plain_lines(text)
        if title and lines:
            lines[0] = Line(lines[0].text, lines[0].offsets, hint="h1")
        made.append(Source(f"{name}#{number}", text, tuple(lines), meta={k: str(record[k]) for k in META_KEYS if record.get(k)}))
    return made
