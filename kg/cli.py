"""The command line: each command is a few lines over a function that a notebook can call."""

import logging
import sys
from pathlib import Path
from typing import TextIO

import click

import kg
from kg.errors import KgError, QueryError
from kg.export import EXPORTERS
from kg.query import FORMATS
from kg.schema import describe

ALL_WELL, NOTHING_BUILT, USAGE, LEFT_OUT = 0, 1, 2, 3


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kg")
def main() -> None:
    """Knowledge graphs from Chinese news: who holds which post, which body runs which programme, with whom and where — and the sentence that says so.

    \b
    Begin with:
      kg build pages/ -o output          build the graph of a folder
      kg explain 张明 -o output           what is said of a name, with its sentences
      open output/graph.html             look at it
    """  # noqa: D301
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)


def _fail(error: Exception, code: int) -> None:
    click.echo(f"kg: {error}", err=True)
    sys.exit(code)


@main.command()
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="INPUT…")
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="Folder for the results; files of an earlier build are replaced.")
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help="Settings: kg.toml.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Worker processes (default 1).")
@click.option("--formats", help=f"Comma-separated, of: {', '.join(EXPORTERS)}; or all (default: all but {', '.join(n for n, e in EXPORTERS.items() if not e.by_default)}).")
@click.option("--identity", type=click.Path(path_type=Path), help="Forced and forbidden merges: identity.toml.")
def build(inputs: tuple[Path, ...], out: Path, config: Path | None, jobs: int | None, formats: str | None, identity: Path | None) -> None:
    """Build the graph of files and folders (txt, md, html, docx, pdf, jsonl).

    \b
    Exit codes: 0 all well, 1 nothing built, 2 usage, 3 built with files left out (they and the reasons stand in manifest.json).
    """  # noqa: D301
    try:
        chosen = tuple(f.strip() for f in formats.split(",") if f.strip()) if formats else None
        settings = kg.read_settings(config, jobs=jobs, formats=chosen, identity=str(identity) if identity else None)
        made = kg.build(inputs, out, settings)
    except (kg.ConfigError, kg.ModelError) as e:
        _fail(e, USAGE)
        return
    except KgError as e:
        _fail(e, NOTHING_BUILT)
        return
    counts = made.manifest["counts"]
    if not counts["files"]:
        _fail(KgError("nothing was built: no readable file"), NOTHING_BUILT)
    click.echo(f"{counts['files']} files, {counts['articles']} articles → {counts['entities']} entities, {counts['claims']} claims in {out}")
    if made.left_out:
        click.echo(f"{len(made.left_out)} files left out; see {out / 'manifest.json'}", err=True)
        sys.exit(LEFT_OUT)


@main.command()
@click.argument("name")
@click.option("-o", "--out", default="output", show_default=True, type=click.Path(path_type=Path), help="Folder of a build.")
@click.option("--type", "kind", help="Only entities of this type (ORG, PERSON …).")
def explain(name: str, out: Path, kind: str | None) -> None:
    """Tell why names were joined, and all that is said of NAME with its sentences."""
    try:
        graph = kg.load(out)
        if not graph.find(name, kind):
            raise KgError(f"nothing in {out} bears the name {name!r}")
        click.echo(graph.explain(name, kind))
    except KgError as e:
        _fail(e, NOTHING_BUILT)


@main.command()
@click.argument("gold", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("-o", "--out", default="output", show_default=True, type=click.Path(path_type=Path), help="Folder of a build.")
@click.option("--source", required=True, type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder of the pages that were built.")
@click.option("--errors", is_flag=True, help="List what was missed and what was wrong.")
@click.option("--loose", is_flag=True, help="One predicted entity may find several gold ones.")
def score(gold: Path, out: Path, source: Path, errors: bool, loose: bool) -> None:
    """Score a build against gold files: precision, recall and F1 of entities, claims, figures and quotes."""
    from kg.score import report

    try:
        click.echo(report(out, gold, source, errors=errors, loose=loose))
    except (KgError, OSError, ValueError) as e:
        _fail(e, NOTHING_BUILT)


@main.command()
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="INPUT…")
@click.option("-o", "--out", default="output", show_default=True, type=click.Path(path_type=Path), help="Folder of a build.")
def verify(inputs: tuple[Path, ...], out: Path) -> None:
    """Check every span of a build against its files: source[start:end], white space removed, must be the text."""
    from kg.verify import verify_spans

    try:
        right, wrong = verify_spans(kg.load(out).graph, inputs)
    except KgError as e:
        _fail(e, NOTHING_BUILT)
        return
    for fault in wrong[:20]:
        click.echo(fault, err=True)
    total = right + len(wrong)
    click.echo(f"provenance {right / total if total else 0:.4f} of {total} spans")
    sys.exit(NOTHING_BUILT if wrong or not total else ALL_WELL)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("text", required=False)
@click.argument("rest", nargs=-1, type=click.UNPROCESSED, metavar="[--PARAMETER VALUE]…")
@click.option("-o", "--out", default="output", show_default=True, type=click.Path(path_type=Path), help="Folder of a build.")
@click.option("-f", "--file", type=click.File(encoding="utf-8"), help="Read the query from a file (- is standard input).")
@click.option("--list", "listed", is_flag=True, help="List the named questions with their parameters.")
@click.option("--show", is_flag=True, help="Print the named question as SPARQL, with its prefixes, and do not ask it.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="table", show_default=True, help="How to write the rows; graphs are always Turtle.")
@click.option("--seconds", type=click.FloatRange(0.1, 86400), default=30, show_default=True, help="Stop the query after this time.")
@click.option("--rows", type=click.IntRange(1), default=100_000, show_default=True, help="Stop after so many rows.")
@click.pass_context
def query(ctx: click.Context, text: str | None, rest: tuple[str, ...], out: Path, file: TextIO | None, listed: bool, show: bool, form: str, seconds: float, rows: int) -> None:
    """Ask a build: a named question, or TEXT of SPARQL 1.1.

    \b
      kg query --list
      kg query posts --person 张明
      kg query figures --year 2025 --format csv > figures.csv
      kg query 'SELECT ?name { ?x a kg:Programme ; skos:prefLabel ?name }'
    """  # noqa: D301
    from kg.query import Engine, Limits, questions, write

    try:
        if listed:
            for q in questions().values():
                click.echo(f"{q.name:22} {q.zh} · {q.en}")
                for p in q.parameters:
                    click.echo(f"{'':24} --{p.name}  {p.zh} · {p.en}")
            return
        if file is not None:
            try:
                text = file.read()
            except UnicodeDecodeError as e:
                raise QueryError(f"{file.name}: no UTF-8: {e}") from e
        if not text:
            raise click.UsageError("a question, SPARQL or --file is wanted; --list shows the questions", ctx)
        asked = questions().get(text)
        if asked is None and rest:
            raise QueryError(f"{' '.join(rest)}: only named questions take parameters")
        if asked is None and file is None and "{" not in text and " " not in text:
            raise QueryError(f"no question {text!r} (known: {', '.join(questions())})")
        if show and asked is not None:
            with Engine(out) as engine:
                click.echo("".join(f"PREFIX {p}: <{iri}>\n" for p, iri in engine.prefixes.items() if f"{p}:" in asked.text) + asked.text)
            return
        with Engine(out, Limits(seconds=seconds, rows=rows)) as engine:
            result = engine.ask(asked.name, **_parameters(rest)) if asked else engine.query(text)
        click.echo(write(result, form), nl=False)
        if result.truncated:
            click.echo(f"kg: cut at {rows} rows (--rows)", err=True)
    except QueryError as e:
        _fail(e, USAGE)
    except KgError as e:
        _fail(e, NOTHING_BUILT)


def _parameters(rest: tuple[str, ...]) -> dict[str, str]:
    """Read ``--name value`` and ``--name=value``, whose names only the question knows.

    Raises:
        QueryError: something else stands there.
    """
    made: dict[str, str] = {}
    words = list(rest)
    while words:
        name, eq, value = words.pop(0).partition("=")
        if not name.startswith("--") or not (eq or words):
            raise QueryError(f"{name!r}: parameters are given as --NAME VALUE")
        made[name[2:]] = value if eq else words.pop(0)
    return made


@main.command()
@click.option("-o", "--out", default="output", show_default=True, type=click.Path(path_type=Path), help="Folder of a build.")
def check(out: Path) -> None:
    """Check a build's RDF against the SHACL shapes that the schema implies (needs the extra kg[check])."""
    from kg.export import validate

    try:
        faults = validate(out / "graph.ttl")
    except KgError as e:
        _fail(e, NOTHING_BUILT)
        return
    for fault in faults:
        click.echo(fault, err=True)
    click.echo(f"{out / 'graph.ttl'}: " + (f"{len(faults)} faults" if faults else "conforms"))
    sys.exit(NOTHING_BUILT if faults else ALL_WELL)


@main.command()
@click.option("-o", "--out", default="output", show_default=True, type=click.Path(path_type=Path), help="Folder of a build.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1 (default: a free one).")
@click.option("--seconds", type=click.FloatRange(0.1, 86400), default=15, show_default=True, help="Stop a query after this time.")
@click.option("--rows", type=click.IntRange(1), default=20_000, show_default=True, help="Stop a query after so many rows.")
def serve(out: Path, port: int, seconds: float, rows: int) -> None:
    """Serve the view, the questions and a SPARQL endpoint on this machine, behind a token (needs the extra kg[serve])."""
    try:
        from kg.serve import run
    except ImportError as e:
        _fail(KgError(f"serving needs Starlette and uvicorn: pip install 'kg[serve]' ({e})"), USAGE)
        return
    from kg.query import Limits

    try:
        run(out, port=port, limits=Limits(seconds=seconds, rows=rows), tell=lambda address: click.echo(f"{address}\n(Ctrl-C ends it)"))
    except KgError as e:
        _fail(e, NOTHING_BUILT)


@main.command()
@click.option("-o", "--out", default="output", show_default=True, type=click.Path(path_type=Path), help="Folder of a build.")
def view(out: Path) -> None:
    """Open the interactive view in the browser."""
    path = (out / "graph.html").resolve()
    if not path.exists():
        _fail(KgError(f"{path}: no such file; build first: kg build INPUT -o {out}"), NOTHING_BUILT)
    click.launch(path.as_uri())
    click.echo(path.as_uri())


@main.command()
def schema() -> None:
    """Print the entity types and relations."""
    click.echo(describe())


if __name__ == "__main__":
    main()
