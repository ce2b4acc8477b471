"""What a query found, and how it is written: a table for the terminal, CSV that no spreadsheet runs, SPARQL's JSON, XML and TSV, Turtle for graphs."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.etree import ElementTree as ET

from kg.errors import QueryError
from kg.text import FORMULA

Cell = list[str] | None  # kind (uri, literal, bnode), value, datatype, language
FORMATS = {
    "table": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/sparql-results+json",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "xml": "application/sparql-results+xml",
    "turtle": "text/turtle; charset=utf-8",
}
_XSD = "http://www.w3.org/2001/XMLSchema#"
STRING = _XSD + "string"
_NUMBERS = {_XSD + "integer": int, _XSD + "decimal": float, _XSD + "double": float, _XSD + "float": float}
_SPARQL = "http://www.w3.org/2005/sparql-results#"
WIDEST = 44
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Result:
    """The answer to a query: ``kind`` is select, ask or graph (then ``text`` holds Turtle); ``truncated`` says that the row limit cut it short.

    In ``found`` a plain text, as most cells are, may stand for itself; ``cells`` writes all alike.
    """

    kind: str
    columns: tuple[str, ...]
    found: Sequence[Sequence[Cell | str]]
    text: str = ""
    truncated: bool = False

    @cached_property
    def cells(self) -> list[list[Cell]]:
        """The rows as kind, value, datatype, language; None where a variable is unbound."""
        return [[["literal", c, STRING, ""] if isinstance(c, str) else c for c in row] for row in self.found]

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The rows as plain values: numbers, texts, IRIs as texts, None where a variable is unbound."""
        return [tuple(map(_value, row)) for row in self.found]

    def __bool__(self) -> bool:
        """Tell the answer of ASK, or whether anything was found."""
        return self.found[0][0] == ["literal", "true", _XSD + "boolean", ""] if self.kind == "ask" else bool(self.found or self.text)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.found)

    def frame(self) -> Any:
        """Return the rows as a pandas frame (needs the extra ``tables``)."""
        try:
            import pandas as pd
        except ImportError as e:
            raise QueryError("a frame needs pandas: pip install 'kg[tables]'") from e
        return pd.DataFrame(self.rows, columns=list(self.columns))

    def _repr_html_(self) -> str:
        """Show the rows in a notebook."""
        from html import escape

        head = "".join(f"<th>{escape(c)}</th>" for c in self.columns)
        body = "".join("<tr>" + "".join(f"<td>{escape('' if v is None else str(v))}</td>" for v in row) + "</tr>" for row in self.rows[:200])
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if self.kind != "graph" else f"<pre>{escape(self.text)}</pre>"


def _value(cell: Cell | str) -> Any:
    if cell is None or isinstance(cell, str):
        return cell
    kind, value, datatype, _ = cell
    try:
        return _NUMBERS.get(datatype, str)(value) if kind == "literal" else value
    except ValueError:
        return value


def _safe(value: str) -> str:
    """Put an apostrophe before what a spreadsheet would run."""
    return "'" + value if value[:1] in FORMULA and not _is_number(value) else value


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _csv(r: Result) -> str:
    made = io.StringIO()
    rows = csv.writer(made, lineterminator="\r\n")
    rows.writerow(r.columns)
    rows.writerows([_safe(f"_:{c[1]}" if c[0] == "bnode" else c[1]) if c else "" for c in row] for row in r.cells)
    return made.getvalue()


def _json(r: Result) -> str:
    if r.kind == "ask":
        return json.dumps({"head": {}, "boolean": bool(r)}) + "\n"
    bindings = []
    for row in r.cells:
        made = {}
        for column, cell in zip(r.columns, row, strict=True):
            if cell:
                kind, value, datatype, lang = cell
                plain = not datatype or datatype == _XSD + "string"
                made[column] = {"type": kind, "value": value} | ({"xml:lang": lang} if lang else {} if plain else {"datatype": datatype})
        bindings.append(made)
    return json.dumps({"head": {"vars": r.columns}, "results": {"bindings": bindings}}, ensure_ascii=False) + "\n"


def _quoted(text: str) -> str:
    for raw, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(raw, escaped)
    return f'"{text}"'


def _term(cell: Cell) -> str:
    if cell is None:
        return ""
    kind, value, datatype, lang = cell
    if kind == "uri":
        return f"<{value}>"
    if kind == "bnode":
        return f"_:{value}"
    if datatype in (_XSD + "integer", _XSD + "decimal") and re.fullmatch(r"[+-]?\d+(?:\.\d+)?", value):
        return value
    return _quoted(value) + (f"@{lang}" if lang else "" if datatype in ("", _XSD + "string") else f"^^<{datatype}>")


def _tsv(r: Result) -> str:
    lines = ["\t".join("?" + c for c in r.columns), *("\t".join(map(_term, row)) for row in r.cells)]
    return "\n".join(lines) + "\n"


def _xml(r: Result) -> str:
    root = ET.Element("sparql", xmlns=_SPARQL)
    head = ET.SubElement(root, "head")
    if r.kind == "ask":
        ET.SubElement(root, "boolean").text = "true" if r else "false"
    else:
        for column in r.columns:
            ET.SubElement(head, "variable", name=column)
        results = ET.SubElement(root, "results")
        for row in r.cells:
            result = ET.SubElement(results, "result")
            for column, cell in zip(r.columns, row, strict=True):
                if cell:
                    kind, value, datatype, lang = cell
                    node = ET.SubElement(ET.SubElement(result, "binding", name=column), kind)
                    node.text = _NOT_XML.sub("\ufffd", value)
                    if lang:
                        node.set("xml:lang", lang)
                    elif datatype and datatype != _XSD + "string":
                        node.set("datatype", datatype)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _cut(text: str, widest: int) -> str:
    """Make a text fit for a line of a table: no control characters, not wider than ``widest`` columns."""
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    if _width(text) <= widest:
        return text
    room = widest - 1
    for n, c in enumerate(text):
        room -= _width(c)
        if room < 0:
            return text[:n] + "…"
    return text


def _table(r: Result) -> str:
    if r.kind == "ask":
        return ("yes" if r else "no") + "\n"
    rows = [[_cut(c[1], WIDEST * 3 if name == "sentence" else WIDEST) if c else "" for name, c in zip(r.columns, row, strict=True)] for row in r.cells]
    widths = [max([_width(name), *(_width(row[k]) for row in rows)]) for k, name in enumerate(r.columns)]

    def line(cells: list[str]) -> str:
        return "  ".join(c + " " * (w - _width(c)) for c, w in zip(cells, widths, strict=True)).rstrip()

    return "\n".join([line(list(r.columns)), line(["─" * w for w in widths]), *map(line, rows)]) + "\n"


def write(result: Result, form: str = "table") -> str:
    """Return a result in one of ``FORMATS``; a graph is Turtle whatever is asked.

    Raises:
        QueryError: an unknown format, or Turtle of what is no graph.
    """
    if form not in FORMATS:
        raise QueryError(f"no format {form!r} (known: {', '.join(FORMATS)})")
    if result.kind == "graph":
        return result.text
    if form == "turtle":
        raise QueryError("only CONSTRUCT and DESCRIBE give Turtle")
    return {"table": _table, "csv": _csv, "json": _json, "tsv": _tsv, "xml": _xml}[form](result)
