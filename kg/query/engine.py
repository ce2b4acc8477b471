"""Run queries in a child process, with limits on time, memory and rows; a child that oversteps them is killed and the next query gets a new one."""

import contextlib
import json
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import GraphError, QueryError
from kg.export import base_of, prefixes
from kg.query.questions import question
from kg.query.results import Result


@dataclass(frozen=True)
class Limits:
    """What a query may take: seconds, bytes of memory beyond the graph itself, rows (or triples)."""

    seconds: float = 30.0
    memory: int = 1 << 30
    rows: int = 100_000


class _Child:
    """A worker process and the thread that reads its answers."""

    def __init__(self, files: list[Path], memory: int) -> None:
        self.faults = tempfile.TemporaryFile()  # noqa: SIM115  (the child's, until it is killed)
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-X", "utf8", "-m", "kg.query.worker"],  # -P: nothing is imported from the folder where the reader stands
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.faults,
            text=True,
            encoding="utf-8",
            errors="surrogatepass",
            start_new_session=True,  # the reader's Ctrl-C is for the parent
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.ready: dict[str, Any] = {}
        self.send({"files": [str(f) for f in files], "memory": memory})

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put("")

    def send(self, message: Mapping[str, Any]) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):  # it is gone: the reader says so
            self.process.stdin.write(json.dumps(message) + "\n")
            self.process.stdin.flush()

    def receive(self, seconds: float | None) -> dict[str, Any] | None:
        """Return the next answer, or None where the child died.

        Raises:
            TimeoutError: none came in time.
        """
        try:
            line = self.lines.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None
        return json.loads(line) if line else None

    def last_words(self) -> str:
        """Return the last line that the child wrote to its standard error."""
        self.faults.seek(0)
        lines = self.faults.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "it left no word"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self.faults.close()


class Engine:
    """Answers queries over the ``graph.ttl`` of a build. Use it as a context manager, or ``close`` it; it may be shared by threads, which then wait for each other.

    Args:
        out: the folder of a build.
        limits: what a query may take.

    Raises:
        GraphError: there is no ``graph.ttl``, or it is none of ours.
    """

    def __init__(self, out: Path | str, limits: Limits | None = None) -> None:
        """Start the child, which loads the graph while the caller goes on."""
        self.limits = limits or Limits()
        graph = Path(out) / "graph.ttl"
        try:
            with graph.open(encoding="utf-8") as f:
                self.base = base_of(f.read(8000))
        except (OSError, UnicodeDecodeError, GraphError) as e:
            raise GraphError(f"{graph}: {e}") from e
        self.prefixes = prefixes(self.base)
        self.files = [f for f in (graph, Path(out) / "ontology.ttl") if f.exists()]
        self._lock = threading.Lock()
        self._asked = 0
        self._closed = False
        self._child: _Child | None = _Child(self.files, self.limits.memory)

    def __enter__(self) -> "Engine":
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._closed = True
            if self._child is not None:
                self._child.kill()
                self._child = None

    def query(self, text: str, *, bindings: Mapping[str, str | float] | None = None) -> Result:
        """Answer a query of standard SPARQL 1.1; the usual prefixes need no declaration.

        Args:
            text: SELECT, ASK, CONSTRUCT or DESCRIBE.
            bindings: values of variables that the query selects: texts and numbers, bound, never pasted into it.

        Raises:
            QueryError: it is refused, wrong, or took more than the limits allow.
        """
        return self._run(text, dict(bindings or {}), trusted=False)

    def ask(self, name: str, /, **parameters: str) -> Result:
        """Answer a named question.

        Raises:
            QueryError: no such question or parameter, or it took more than the limits allow.
        """
        asked = question(name)
        return self._run(asked.text, asked.bindings(parameters), trusted=True)

    def _start(self) -> _Child:
        if self._closed:
            raise QueryError("the engine is closed")
        if self._child is not None and self._child.process.poll() is not None:
            self._child.kill()
            self._child = None
        child = self._child or _Child(self.files, self.limits.memory)
        self._child = child
        if not child.ready:
            child.ready = child.receive(None) or {"error": f"the query process died while it loaded the graph: {child.last_words()}"}
            if "error" in child.ready:
                child.kill()
                self._child = None
                raise GraphError(f"{self.files[0]}: {child.ready['error']}")
        return child

    def _run(self, text: str, bindings: dict[str, str | float], *, trusted: bool) -> Result:
        for name, value in bindings.items():
            if not isinstance(value, str | int | float) or isinstance(value, bool) or (not isinstance(value, str) and not abs(value) < 1e30):
                raise QueryError(f"{name}: a text or a number is wanted, not {value!r}")
        with self._lock:
            child = self._start()
            self._asked += 1
            request = {"id": self._asked, "text": text, "prefixes": self.prefixes, "bindings": bindings, "limit": self.limits.rows, "trusted": trusted}
            try:
                child.send(request | {"seconds": self.limits.seconds})
                said = child.receive(self.limits.seconds)
                while said is not None and said.get("id") != self._asked:
                    said = child.receive(self.limits.seconds)
            except TimeoutError:
                self._renew(child)
                raise QueryError(f"stopped: the query took more than {self.limits.seconds:g} seconds") from None
            except BaseException:  # the user's Ctrl-C: an answer that comes later must not be taken for the next one's
                self._renew(child)
                raise
            if said is None:
                self._renew(child)
                raise QueryError(f"stopped: the query wanted more than {self.limits.memory >> 20} MB of memory, or was nested too deep")
        if "error" in said:
            raise QueryError(said["error"])
        return Result(said["kind"], tuple(said.get("columns", ())), said.get("rows", ()), said.get("text", ""), truncated=said.get("truncated", False))

    def _renew(self, child: _Child) -> None:
        child.kill()
        self._child = _Child(self.files, self.limits.memory)
