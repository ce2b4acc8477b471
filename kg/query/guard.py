"""What a query of a reader's may be: standard SPARQL 1.1 that reads this graph and nothing else.

The text is parsed by rdflib, and its algebra is searched for what would leave the graph. What rdflib cannot parse is refused, so that what is checked is what is run;
the child process that runs it can open neither files nor sockets besides.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kg.errors import QueryError

_XSD = "http://www.w3.org/2001/XMLSchema#"
_CASTS = {_XSD + n for n in ("boolean", "double", "float", "decimal", "integer", "dateTime", "string", "date")}
_UPDATE = re.compile(r"\b(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY)\b", re.IGNORECASE)
LONGEST = 100_000


def _nodes(node: Any) -> Iterator[CompValue]:
    """Yield every part of a parsed query, without recursion: a query may be nested deep."""
    stack, seen = [node], set()
    while stack:
        at = stack.pop()
        if isinstance(at, CompValue):
            if id(at) in seen:
                continue
            seen.add(id(at))
            yield at
            stack += at.values()
        elif isinstance(at, dict):
            stack += at.values()
        elif isinstance(at, list | tuple | set | frozenset) or type(at).__name__ in ("ParseResults", "plist"):
            stack += list(at)


def plain(text: str) -> str:
    r"""Return a query with its ``\uXXXX`` spelt out, which the two parsers read at different moments; only letters, figures and signs may be written so.

    Raises:
        QueryError: an escape stands for what could begin or end a string, an IRI, a comment or a group.
    """

    def spelt(m: re.Match[str]) -> str:
        code = int(m[1] or m[2], 16)
        char = chr(code) if code < 0x110000 else ""
        if not char or unicodedata.category(char)[0] not in "LMNS" or char in "\\<>|^`$+=" or text[m.start() - 1 : m.start()] == "\\":
            raise QueryError(f"the escape {m.group()} is refused: write the character itself")
        return char

    return re.sub(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))", spelt, text.removeprefix("\ufeff"))


def check(text: str, prefixes: Mapping[str, str]) -> str:
    """Let a query pass, or say why not; return it as it is to be run.

    Args:
        text: the query.
        prefixes: those that need no declaration.

    Raises:
        QueryError: it is no SPARQL 1.1 query, or it asks for what is refused: SERVICE, FROM, updates, functions that the standard does not know.
    """
    text = plain(text)
    if len(text) > LONGEST:
        raise QueryError(f"the query is {len(text)} characters long; {LONGEST} are allowed")
    try:
        parsed = parseQuery(text)
        algebra = translateQuery(parsed, initNs=dict(prefixes)).algebra
    except RecursionError:
        raise QueryError("the query is nested too deep") from None
    except Exception as e:  # pyparsing's, rdflib's own, and plain Exception for an undeclared prefix
        update = _UPDATE.match(re.sub(r"^(?:\s|#[^\n]*\n|(?:PREFIX|BASE)\b[^>]*>)*", "", text, flags=re.IGNORECASE))
        if update:
            raise QueryError(f"{update[1].upper()} is refused: the graph is read only") from None
        raise QueryError(f"no SPARQL 1.1 query: {str(e).splitlines()[0] if str(e) else type(e).__name__}") from None
    for node in (*_nodes(parsed), *_nodes(algebra)):
        if node.name == "ServiceGraphPattern":
            raise QueryError("SERVICE is refused: a query stays within this graph")
        if node.name == "DatasetClause":
            raise QueryError("FROM is refused: a query stays within this graph")
        if node.name == "Function" and node.get("iri") is not None and not isinstance(node["iri"], CompValue) and str(node["iri"]) not in _CASTS:
            raise QueryError(f"the function <{node['iri']}> is refused: it is none of SPARQL 1.1")
    return text
