"""Promises of a build: same bytes whatever the order, the partition, the workers, the hash seed and the locale; true spans; faults told; old outputs whole."""

import errno
import json
import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.cli import main
from kg.export import write
from kg.verify import verify_spans

ROOT = Path(__file__).parent.parent
PAGES = {
    "甲.txt": "青山县石桥镇推行“小板凳议事”制度，化解纠纷47件。石桥镇镇长程东说：“板凳拉近了人心。”\n",
    "乙.txt": "青山县司法局联合青山县妇联举办“法润青山”普法集市。青山县司法局局长周启明出席。\n",
    "丙.txt": "青山县石桥镇印发《石桥镇议事规程》，定下“三单一销号”机制。青山县司法局派员指导。\n",
}


def files_of(out):
    return {p.name: p.read_bytes() for p in out.iterdir() if p.name != "manifest.json"}


@pytest.fixture
def pages(tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_any_order_and_any_workers_give_the_same_bytes(pages, tmp_path):
    made = []
    for n, order in enumerate(permutations(sorted(pages.iterdir()))):
        out = tmp_path / f"o{n}"
        kg.build(order, out, kg.Settings(jobs=1 + n % 2 * 3))
        made.append(files_of(out))
    assert all(m == made[0] for m in made)
    assert len(made[0]) >= 8


@pytest.mark.parametrize("env", [{"PYTHONHASHSEED": "1", "LC_ALL": "C"}, {"PYTHONHASHSEED": "77", "LC_ALL": "zh_CN.UTF-8"}])
def test_hash_seed_and_locale_change_nothing(pages, tmp_path, env):
    kg.build([pages], tmp_path / "here", kg.Settings(formats=("all",)))
    subprocess.run(
        [sys.executable, "-m", "kg.cli", "build", str(pages), "-o", str(tmp_path / "there"), "--formats", "all"], env={**os.environ, **env}, check=True, capture_output=True
    )
    assert files_of(tmp_path / "here") == files_of(tmp_path / "there")


WORDS = st.sampled_from(
    [
        "青山县",
        "石桥镇",
        "县司法局",
        "县妇联",
        "推行",
        "联合",
        "举办",
        "“小板凳议事”",
        "机制",
        "《石桥镇议事规程》",
        "印发",
        "书记",
        "程东",
        "周启明",
        "化解",
        "47件",
        "，",
        "。",
        "、",
        "说：",
        "“好。”",
        "该镇",
        "\n",
        " ",
        "<b>",
        "\u202e",
        "𠮷",
        "A",
    ]
)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=14).map("".join), min_size=2, max_size=4), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_merging_is_associative_and_commutative(tmp_path_factory, texts, random):
    folder = tmp_path_factory.mktemp("p")
    graphs = []
    for n, text in enumerate(texts):
        path = folder / f"{n}.txt"
        path.write_text(text, encoding="utf-8")
        if text.strip():
            graphs.append(kg.page_graph(path))
    whole = kg.merge(graphs)
    shuffled = graphs[:]
    random.shuffle(shuffled)
    cut = random.randrange(len(shuffled) + 1)
    assert kg.merge([kg.merge(shuffled[:cut]), kg.merge(shuffled[cut:])]) == whole
    assert kg.merge([whole]) == whole
    assert verify_spans(whole, [folder])[1] == []
    ids = {e.id for e in whole.entities}
    assert all(s.subject in ids and (not s.object or s.object in ids) for s in whole.statements)


def test_every_span_of_the_seeds_is_true(seeds):
    right, wrong = verify_spans(seeds.graph, [ROOT / "seeds"])
    assert wrong == []
    assert right > 1500


def test_what_cannot_be_read_is_left_out_and_told(pages, tmp_path):
    (pages / "empty.txt").write_bytes(b"")
    (pages / "broken.docx").write_bytes(b"no zip")
    result = CliRunner().invoke(main, ["build", str(pages), "-o", str(tmp_path / "out")])
    assert result.exit_code == 3
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["left_out"]) == {"empty.txt", "broken.docx"}
    assert set(manifest["inputs"]) == set(PAGES)
    assert "empty" in manifest["left_out"]["empty.txt"]


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["build", "gone", "-o", "out"], 1, "no such file"),
        (["build", ".", "-o", "out", "--formats", "word"], 2, "unknown format"),
        (["build", ".", "-o", "out", "--jobs", "0"], 2, "jobs"),
        (["build", ".", "-o", "out", "--config", "bad.toml"], 2, "bad.toml"),
        (["explain", "谁", "-o", "nowhere"], 1, "nowhere"),
    ],
)
def test_faults_are_told_with_their_code(tmp_path, monkeypatch, args, code, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.toml").write_text("[build]\njobs = 'many'\ncolour = 1\n[rest]\n", encoding="utf-8")
    (tmp_path / "page.txt").write_text(PAGES["甲.txt"], encoding="utf-8")
    result = CliRunner().invoke(main, args)
    assert (result.exit_code, words in result.output) == (code, True), result.output


def test_all_faults_of_the_settings_at_once(tmp_path):
    path = tmp_path / "kg.toml"
    path.write_text("[build]\njobs = 'many'\ncolour = 1\n[rest]\na = 1\n", encoding="utf-8")
    with pytest.raises(kg.ConfigError) as caught:
        kg.read_settings(path)
    assert len(caught.value.faults) == 3


def test_nothing_to_build(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    assert CliRunner().invoke(main, ["build", str(tmp_path), "-o", str(tmp_path / "out")]).exit_code == 1


def test_an_output_that_cannot_be_written(pages, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(kg.OutputError, match="file"):
        kg.build([pages], tmp_path / "file")


def test_a_full_disk_leaves_the_old_outputs_whole(pages, tmp_path, monkeypatch):
    out = tmp_path / "out"
    kg.build([pages], out)
    before = files_of(out)
    (pages / "甲.txt").write_text(PAGES["乙.txt"], encoding="utf-8")
    real, calls = write._write, []

    def full(path, pieces):
        calls.append(path)
        if len(calls) == 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(path, pieces)

    monkeypatch.setattr(write, "_write", full)
    with pytest.raises(kg.OutputError, match="No space left"):
        kg.build([pages], out)
    assert files_of(out) == before
    assert not [p for p in out.iterdir() if p.name.startswith(".kg")]


def test_identity_forces_and_forbids(pages, tmp_path):
    (tmp_path / "identity.toml").write_text('[[same]]\nnames = ["青山县妇女联合会", "青山县妇联"]\n', encoding="utf-8")
    made = kg.build([pages], None, kg.Settings(identity=str(tmp_path / "identity.toml")))
    (found,) = made.find("青山县妇联", "ORG")[:1]
    assert found.label == "青山县妇女联合会"
    assert "identity.toml" in made.explain("青山县妇联")


def test_the_same_relative_name_under_two_inputs(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "page.txt").write_text(PAGES["甲.txt"], encoding="utf-8")
    made = kg.build([tmp_path / "a", tmp_path / "b"])
    assert len(made.manifest["inputs"]) == 2
