"""The command line: each command is a few lines over a function that a notebook can call."""

import logging
import sys
from pathlib import Path

import click

import kg
from kg.errors import KgError
from kg.export import EXPORTERS
from kg.schema import describe

ALL_WELL, NOTHING_BUILT, USAGE, LEFT_OUT = 0, 1, 2, 3


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kg")
def main() -> None:
    r"""Knowledge graphs from Chinese news: who holds which post, which body runs which programme, with whom and where — and the sentence that says so.

    \b
    Begin with:
      kg build pages/ -o output          build the graph of a folder
      kg explain 张明 -o output           what is said of a name, with its sentences
      open output/graph.html             look at it
    """
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)


def _fail(error: Exception, code: int) -> None:
    click.echo(f"kg: {error}", err=True)
    sys.exit(code)


@main.command()
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="INPUT…")
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="Folder for the results; files of an earlier build are replaced.")
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help="Settings: kg.toml.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Worker processes (default 1).")
@click.option("--formats", help=f"Comma-separated, of: {', '.join(EXPORTERS)} (default: all).")
@click.option("--identity", type=click.Path(path_type=Path), help="Forced and forbidden merges: identity.toml.")
def build(inputs: tuple[Path, ...], out: Path, config: Path | None, jobs: int | None, formats: str | None, identity: Path | None) -> None:
    r"""Build the graph of files and folders (txt, md, html, docx, pdf, jsonl).

    \b
    Exit codes: 0 all well, 1 nothing built, 2 usage, 3 built with files left out (they and the reasons stand in manifest.json).
    """
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


@main.command()
def schema() -> None:
    """Print the entity types and relations."""
    click.echo(describe())


if __name__ == "__main__":
    main()
