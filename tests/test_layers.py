"""The layers of DESIGN: a module imports only what stands below it, and each outside library has one home."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "kg"
ORDER = [
    {"text", "errors", "linear", "recurrent"},
    {"config", "model"},
    {"lexicon", "schema"},
    {"coref"},
    {"read"},
    {"annotate"},
    {"relate"},
    {"resolve"},
    {"graph"},
    {"engine", "export"},
    {"query"},
    {"serve"},
    {"verify", "score"},
    {"pipeline"},
    {"__init__"},
    {"cli"},
]
LEVEL = {name: n for n, names in enumerate(ORDER) for name in names}
STAGES = {"read", "annotate", "relate", "resolve", "export"}
HOMES = {
    "spacy": {"annotate"},
    "jieba": {"annotate"},
    "rdflib": {"export", "query"},
    "pyoxigraph": {"query"},
    "pyshacl": {"export"},
    "starlette": {"serve"},
    "uvicorn": {"serve"},
    "pyvis": {"export"},
    "networkx": {"graph", "export"},
    "click": {"cli"},
    "tqdm": {"engine"},
    "charset_normalizer": {"read"},
    "docx": {"read"},
    "pypdf": {"read"},
    "pandas": {"graph", "query"},
}
FILES = sorted(ROOT.rglob("*.py"))


def part(path):
    rel = path.relative_to(ROOT)
    return rel.parts[0] if len(rel.parts) > 1 else rel.stem


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            if node.module == "kg":
                yield from (f"kg.{a.name}" for a in node.names if (ROOT / a.name).exists() or (ROOT / f"{a.name}.py").exists())


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(ROOT)) for p in FILES])
def test_imports_point_down(path):
    here = part(path)
    assert here in LEVEL, f"{here} has no place in the order"
    for name in imports(path):
        if name.startswith("kg."):
            other = name.split(".")[1]
            if other == here:
                continue
            assert LEVEL[other] < LEVEL[here] or (here == "cli" and other in LEVEL), f"{path} imports {name}"
            assert not (here in STAGES and other in STAGES), f"stage {here} imports stage {other}"


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(ROOT)) for p in FILES])
def test_outside_libraries_have_one_home(path):
    for name in imports(path):
        top = name.split(".")[0]
        if top in HOMES:
            assert part(path) in HOMES[top], f"{path} imports {top}"


def test_two_folder_levels():
    assert max(len(p.relative_to(ROOT).parts) for p in FILES) <= 2
