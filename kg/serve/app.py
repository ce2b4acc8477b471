"""The application: pages, questions, and the endpoint of the SPARQL 1.1 Protocol (query operation, read only)."""

import asyncio
import queue
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import jinja2
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from kg.errors import GraphError, KgError, QueryError
from kg.query import FORMATS, Engine, Limits, Result, questions, write
from kg.serve.gate import Gate

WAIT = 20.0  # seconds for which a request waits for a free engine
SHOWN = 2000  # rows on a page; the downloads have all
_VIEW_CSP = "frame-ancestors 'self'"  # the view brings its own policy, with the hashes of its scripts
_ACCEPT = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/turtle": "turtle",
    "*/*": "json",
}


T = TypeVar("T")


class Pool:
    """Engines that answer side by side, each with its own process."""

    def __init__(self, out: Path, limits: Limits, size: int) -> None:
        """Start them."""
        self.all = [Engine(out, limits) for _ in range(size)]
        self.free: queue.Queue[Engine] = queue.Queue()
        for engine in self.all:
            self.free.put(engine)

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """Lend a free engine; no more may be asked for than there are."""
        engine = self.free.get_nowait()
        try:
            yield engine
        finally:
            self.free.put(engine)

    def close(self) -> None:
        """End their processes."""
        for engine in self.all:
            engine.close()


def _templates() -> jinja2.Environment:
    def source(name: str) -> str:
        return resources.files("kg.serve").joinpath("pages", name).read_text(encoding="utf-8")

    return jinja2.Environment(loader=jinja2.FunctionLoader(source), autoescape=True, undefined=jinja2.StrictUndefined)


def _status(e: KgError) -> int:
    return 503 if str(e).startswith("stopped:") else 500 if isinstance(e, GraphError) else 400


def _wanted(accept: str) -> str:
    """Return the format that an Accept header likes best, of those that there are; JSON where it likes none."""
    liked: list[tuple[float, int, str]] = []
    for n, part in enumerate(accept.split(",")):
        name, *rest = (p.strip() for p in part.split(";"))
        try:
            weight = next((float(r[2:]) for r in rest if r.startswith("q=")), 1.0)
        except ValueError:
            weight = 0.0
        if name in _ACCEPT and weight > 0:
            liked.append((-weight, n, _ACCEPT[name]))
    return min(liked)[2] if liked else "json"


class Site:
    """The handlers, over one build."""

    def __init__(self, out: Path, pool: Pool) -> None:
        """Keep the build's folder and the engines."""
        self.out, self.pool, self.pages = out, pool, _templates()
        self.turns = asyncio.Semaphore(len(pool.all))

    def page(self, name: str, status: int = 200, **values: Any) -> Response:
        """Fill a template."""
        return HTMLResponse(self.pages.get_template(name).render(**values), status_code=status)

    async def index(self, _request: Request) -> Response:
        """Show what there is."""
        return self.page("index.html.j2", questions=questions().values(), view=(self.out / "graph.html").exists())

    async def view(self, _request: Request) -> Response:
        """Show the interactive view."""
        path = self.out / "graph.html"
        if not path.exists():
            return PlainTextResponse("the build has no graph.html\n", status_code=404)
        return FileResponse(path, media_type="text/html", headers={"Content-Security-Policy": _VIEW_CSP})

    async def console(self, _request: Request) -> Response:
        """Show the query page."""
        return self.page("console.html.j2", prefixes=self.pool.all[0].prefixes)

    async def ask(self, request: Request) -> Response:
        """Answer a named question, as a page or as a file."""
        asked = questions().get(request.path_params["name"])
        if asked is None:
            return PlainTextResponse("no such question\n", status_code=404)
        given = {k: v for k, v in request.query_params.items() if k != "format"}
        form = request.query_params.get("format", "")
        result, written, fault, status = None, "", "", 200
        try:
            if form and form not in FORMATS:
                raise QueryError(f"no format {form!r} (known: {', '.join(FORMATS)})")
            if given or form or not any(p.sort == "required" for p in asked.parameters):  # else the page asks for them first
                result, written = await self._answered(lambda e: e.ask(asked.name, **given), lambda r: (r, write(r, form) if form else ""))
            if form and result is not None:
                headers = {"Content-Disposition": f'attachment; filename="{asked.name}.{form}"'}
                return Response(written, media_type=FORMATS[form], headers=headers)
        except KgError as e:
            fault, status = str(e), _status(e)
            if form:
                return PlainTextResponse(fault + "\n", status_code=status)
        values = {p.name: given.get(p.name, str(p.default)) for p in asked.parameters}
        return self.page("question.html.j2", status, question=asked, values=values, result=result, rows=result.rows[:SHOWN] if result else [], fault=fault)

    async def _answered(self, function: Callable[[Engine], Result], use: Callable[[Result], T]) -> T:
        """Answer in a thread, as many at a time as there are engines, and use the answer there; the others wait here and hold no thread.

        Raises:
            QueryError: all engines are busy for long, or as the engine raises it.
        """

        def work() -> T:
            with self.pool.engine() as engine:
                result = function(engine)
            return use(result)

        try:
            await asyncio.wait_for(self.turns.acquire(), WAIT)
        except TimeoutError:
            raise QueryError("stopped: too many queries at once; try again") from None
        try:
            return await run_in_threadpool(work)
        finally:
            self.turns.release()

    async def _query(self, request: Request) -> str:
        """Return the query of a request of the protocol.

        Raises:
            QueryError: there is none, or more than a query is asked.
        """
        fields = list(request.query_params.multi_items())
        if request.method == "POST":
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind == "application/sparql-update":
                raise QueryError("updates are refused: the graph is read only")
            if kind == "application/sparql-query":
                fields.append(("query", (await request.body()).decode("utf-8", "replace")))
            elif kind == "application/x-www-form-urlencoded":
                try:
                    fields += parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
                except ValueError as e:
                    raise QueryError("too many fields") from e
            else:
                raise QueryError("POST wants application/sparql-query or application/x-www-form-urlencoded")
        names = {k for k, _ in fields}
        if names & {"update", "using-graph-uri", "using-named-graph-uri"}:
            raise QueryError("updates are refused: the graph is read only")
        if names & {"default-graph-uri", "named-graph-uri"}:
            raise QueryError("other graphs are refused: a query stays within this one")
        queries = [v for k, v in fields if k == "query"]
        if len(queries) != 1:
            raise QueryError(f"one query is wanted, not {len(queries)}")
        return queries[0]

    async def sparql(self, request: Request) -> Response:
        """Answer a query of the SPARQL 1.1 Protocol."""
        wanted = _wanted(request.headers.get("accept", "*/*"))

        def response(result: Result) -> Response:
            form = "turtle" if result.kind == "graph" else "json" if wanted == "turtle" else wanted
            return Response(write(result, form), media_type=FORMATS[form], headers={"X-Truncated": "true"} if result.truncated else {})

        try:
            text = await self._query(request)
            return await self._answered(lambda e: e.query(text), response)
        except KgError as e:
            return PlainTextResponse(str(e) + "\n", status_code=_status(e))


def application(out: Path | str, *, token: str, port: int, limits: Limits | None = None, workers: int = 2) -> ASGIApp:
    """Make the ASGI application over a build.

    Args:
        out: the folder of the build.
        token: what a request must bring.
        port: the port on which it will listen, which the Host header must name.
        limits: what a query may take.
        workers: number of query processes.

    Raises:
        GraphError: there is no ``graph.ttl`` of ours in the folder.
    """
    pool = Pool(Path(out), limits or Limits(seconds=15, rows=20_000), workers)
    site = Site(Path(out), pool)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> Any:
        yield
        pool.close()

    routes = [
        Route("/", site.index),
        Route("/view", site.view),
        Route("/console", site.console),
        Route("/ask/{name}", site.ask),
        Route("/sparql", site.sparql, methods=["GET", "POST"]),
        Mount("/static", StaticFiles(packages=[("kg.serve", "static")])),
    ]
    return Gate(Starlette(routes=routes, lifespan=lifespan), token=token, port=port)


def run(out: Path | str, *, port: int = 0, limits: Limits | None = None, workers: int = 2, tell: Callable[[str], None] = lambda _: None) -> None:
    """Serve a build on 127.0.0.1 until interrupted.

    Args:
        out: the folder of the build.
        port: 0 takes a free one.
        limits: what a query may take.
        workers: number of query processes.
        tell: is called with the address, token included, once the port is ours.

    Raises:
        GraphError: there is no ``graph.ttl`` of ours in the folder, or the port is taken.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as e:
        listener.close()
        raise GraphError(f"port {port}: {e.strerror}") from e
    port, token = listener.getsockname()[1], secrets.token_urlsafe(24)
    try:
        app = application(out, token=token, port=port, limits=limits, workers=workers)
        tell(f"http://127.0.0.1:{port}/?token={token}")
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, timeout_keep_alive=5, timeout_graceful_shutdown=3)
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        listener.close()
