"""The child process that answers: it loads the Turtle files into an Oxigraph store, shuts the door behind it, and answers one JSON line with another.

Once the store is loaded the process can open no further file and no socket (``RLIMIT_NOFILE``) and may take only so much more memory (``RLIMIT_AS``), where the
system knows such limits; the parent kills it when its time is up.
"""

import gc
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, TextIO

import pyoxigraph as ox

from kg.errors import QueryError
from kg.query.guard import check
from kg.query.results import STRING


def shut(memory: int) -> None:
    """Give up opening files and sockets, and taking more than ``memory`` bytes beyond what is taken now."""
    try:
        import resource
    except ImportError:  # Windows has no such limits: the guard and the parent's clock remain
        return
    try:
        taken = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:
        taken = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    resource.setrlimit(resource.RLIMIT_AS, (taken + memory, taken + memory))
    lowest = os.dup(0)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, lowest))


def _cell(term: Any) -> list[str] | str | None:
    """Write a term as kind, value, datatype, language; the plain texts that most are, as themselves."""
    if term is None:
        return None
    if isinstance(term, ox.Literal) and term.datatype.value == STRING:
        return term.value
    if isinstance(term, ox.NamedNode):
        return ["uri", term.value, "", ""]
    if isinstance(term, ox.BlankNode):
        return ["bnode", term.value, "", ""]
    if isinstance(term, ox.Literal):
        return ["literal", term.value, "" if term.language else term.datatype.value, term.language or ""]
    return ["literal", str(term), "", ""]


def _literal(value: str | float) -> ox.Literal:
    return ox.Literal(value) if isinstance(value, str) else ox.Literal(format(value, "f"), datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))


def answer(store: ox.Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer one request: ``text``, ``prefixes``, ``bindings``, ``limit`` (rows), ``trusted`` (a named question needs no check)."""
    prefixes, limit = request["prefixes"], request["limit"]
    try:
        text = request["text"] if request["trusted"] else check(request["text"], prefixes)
        values: dict[ox.Variable, Any] = {ox.Variable(k): _literal(v) for k, v in request["bindings"].items()}
        found = store.query(text, prefixes=prefixes, substitutions=values)
        if isinstance(found, ox.QueryBoolean):
            return {"kind": "ask", "rows": [[["literal", str(bool(found)).lower(), "http://www.w3.org/2001/XMLSchema#boolean", ""]]], "columns": ["ask"]}
        if isinstance(found, ox.QueryTriples):
            triples: list[Any] = []
            for triple in found:
                if len(triples) == limit:
                    return {"kind": "graph", "text": _turtle(triples, prefixes), "truncated": True}
                triples.append(triple)
            return {"kind": "graph", "text": _turtle(triples, prefixes)}
        kept = [n for n, v in enumerate(found.variables) if v.value not in request["bindings"]]
        columns = [found.variables[n].value for n in kept]
        rows: list[list[list[str] | str | None]] = []
        for row in found:
            if len(rows) == limit:
                return {"kind": "select", "columns": columns, "rows": rows, "truncated": True}
            cells = [_cell(term) for term in row]  # by name it takes thrice as long
            rows.append([cells[n] for n in kept])
    except QueryError as e:
        return {"error": str(e)}
    except SyntaxError as e:
        return {"error": f"no SPARQL 1.1 query: {str(e).splitlines()[0][:300]}"}
    except (OSError, ValueError, RuntimeError) as e:
        return {"error": str(e)}
    return {"kind": "select", "columns": columns, "rows": rows}


def _turtle(triples: list[Any], prefixes: dict[str, str]) -> str:
    made = ox.serialize(sorted(set(triples), key=str), format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    return made.decode() if made else ""


def serve(source: TextIO, sink: TextIO) -> None:
    """Load what the first line names, say ready, then answer line by line until the input ends."""
    start = json.loads(source.readline())
    store = ox.Store()
    try:
        for path in start["files"]:
            store.bulk_load(path=path, format=ox.RdfFormat.TURTLE)
        check("SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), 'a')) }", {})  # loads what the guard needs while files can be opened
        answer(store, {"text": "SELECT * { ?s ?p ?o } LIMIT 1", "prefixes": {}, "limit": 1, "bindings": {}, "trusted": True})
        shut(start["memory"])
        said: dict[str, Any] = {"ready": len(store)}
    except (OSError, SyntaxError, ValueError) as e:
        said = {"error": str(e)}
    sink.write(json.dumps(said) + "\n")
    sink.flush()
    for line in source:
        request = json.loads(line)
        if hasattr(signal, "alarm"):  # should the parent die and leave a query running, this ends it
            signal.alarm(int(min(request.get("seconds", 30), 86400)) + 5)
        try:
            made = answer(store, request)
        except MemoryError:
            made = {"error": "the query wants more memory than it may have"}
        if hasattr(signal, "alarm"):
            signal.alarm(0)
        made["id"] = request.get("id")
        sink.write(json.dumps(made, ensure_ascii="error" in made) + "\n")  # what the store holds is whole Unicode; what a fault quotes need not be
        sink.flush()


if __name__ == "__main__":
    sys.setrecursionlimit(3000)
    gc.disable()  # an answer is many small lists and no cycle: the collector would walk through them again and again
    serve(sys.stdin, sys.stdout)
