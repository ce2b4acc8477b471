"""Inputs that once broke a build, and merges that once were wrong: each stays mended."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kg
from kg.coref import is_short_for
from kg.read import plain_lines, reflow
from kg.resolve.identity import read_identity
from kg.resolve.names import full_form

GOOD = "三台县信访局化解积案47件。潼川镇党委书记伍静川说：“茶会凉，话不能凉。”\n"


def built(tmp_path, **files):
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in {"good.txt": GOOD, **files}.items():
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        (folder / name).write_bytes(data)
    return kg.build([folder], tmp_path / "out")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("number.txt", "三台县信访局化解积案" + "9" * 400 + "件。\n"),
        ("end.txt", "三台县信访局局长张伟"),
        ("long.txt", "三台县信访局化解积案，群众称赞，" * 1500),
        ("surrogate.jsonl", json.dumps({"text": "三台县信访局说好\ud83d。"}) + "\n"),
        ("dates.jsonl", json.dumps({"text": "今年5月三台县成立“铜壶”调解队，大家说好。", "date": "13/07/2025"}) + "\n"),
        ("control.jsonl", json.dumps({"text": GOOD, "date": "2025-07-13\u0001"}) + "\n"),
        ("script.txt", "三台县信访局推行“{{7*7}}”制度。\x0b\x0c\u2028\u202e\ufeff\n"),
    ],
)
def test_a_strange_page_costs_no_other(tmp_path, name, text):
    made = built(tmp_path, **{name: text})
    assert made.left_out == {}
    assert made.find("三台县信访局")


@pytest.mark.parametrize("text", ['{"text": ' + "[" * 100_000, '{"text": "a", "n": ' + "9" * 6000 + "}"])
def test_json_that_cannot_be_read_is_told_with_its_line(tmp_path, text):
    made = built(tmp_path, **{"deep.jsonl": text + "\n"})
    assert "line 1" in made.left_out["deep.jsonl"]


def test_a_file_name_in_another_encoding(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / os.fsdecode("样报.txt".encode("gbk"))).write_text(GOOD, encoding="utf-8")
    kg.build([tmp_path / "in"], tmp_path / "out")
    assert "inputs" in json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))


def test_files_of_one_name_and_one_folder_twice(tmp_path):
    for folder in ("x/p", "y/p", "z/p"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.txt").write_text(GOOD, encoding="utf-8")
    folders = [tmp_path / "x/p", tmp_path / "y/p", tmp_path / "z/p", tmp_path / "x/../x/p"]
    assert len(kg.build(folders).manifest["inputs"]) == 3


def test_an_older_build_of_other_formats_does_not_stay(tmp_path):
    built(tmp_path)
    kg.build([tmp_path / "in"], tmp_path / "out", kg.Settings(formats=("turtle",)))
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"graph.ttl", "manifest.json"}


def test_what_cannot_be_replaced_leaves_all_as_it_was(tmp_path):
    built(tmp_path)
    out = tmp_path / "out"
    (out / "nodes.csv").unlink()
    (out / "nodes.csv").mkdir()
    (out / "nodes.csv" / "kept").write_text("x", encoding="utf-8")
    before = {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()}
    (tmp_path / "in" / "good.txt").write_text("永川区总工会开展“送清凉”活动。\n", encoding="utf-8")
    try:
        kg.build([tmp_path / "in"], out)
    except kg.OutputError:
        assert {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()} == before
    else:
        assert "永川区总工会" in (out / "entities.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("合水县城关镇党委", "临潭县城关镇党委"),
        ("北京市朝阳区人民法院", "长春市朝阳区人民法院"),
        ("渝中区中山路街道办事处", "永川区中山路街道办事处"),
        ("第一党支部", "第二党支部"),
    ],
)
def test_bodies_of_different_places_stay_two(a, b):
    assert full_form(a) != full_form(b)
    assert not is_short_for(a, b)


@pytest.mark.parametrize(("a", "b"), [("华西医院", "华西口腔医院"), ("长江大学", "长江工程大学"), ("优秀共产党员", "全国优秀共产党员")])
def test_a_name_inside_another_is_not_its_short_form(a, b):
    assert not is_short_for(a, b)


def test_names_are_not_read_for_negation_or_plan(tmp_path):
    made = built(tmp_path, **{"p.txt": "永川区未成年人保护中心打造“暖阳”品牌。永川区总工会将服务送到家，推行“连心桥”机制。\n"})
    assert {s.status for s in made.graph.statements if s.relation == "runs"} <= {"asserted"}


def test_headlines_with_words_of_adverts_stay():
    for line in ("永川区整治违规户外广告", "永川区推出二维码门牌便民"):
        assert next(p.role for p in reflow(plain_lines(line + "\n\n" + GOOD))) == "short"


def test_rows_of_identity_that_share_a_name_are_one_group(tmp_path):
    path = tmp_path / "identity.toml"
    path.write_text('[[same]]\nnames = ["甲社", "乙社"]\n[[same]]\nnames = ["乙社", "丙社"]\n', encoding="utf-8")
    assert set(read_identity(path).same.values()) == {"甲社"}
    path.write_text("same = 3\n", encoding="utf-8")
    with pytest.raises(kg.ConfigError, match="same"):
        read_identity(path)


def test_identity_keeps_official_forms_apart_on_demand(tmp_path):
    (tmp_path / "identity.toml").write_text('[[different]]\nnames = ["永川区人社局", "永川区人力资源和社会保障局"]\n', encoding="utf-8")
    page = tmp_path / "p.txt"
    page.write_text("永川区人社局举办招聘会。永川区人力资源和社会保障局出台办法。\n", encoding="utf-8")
    forms = {"永川区人社局", "永川区人力资源和社会保障局"}
    together = {e.label for e in kg.build([page]).graph.entities} & forms
    apart = {e.label for e in kg.build([page], settings=kg.Settings(identity=str(tmp_path / "identity.toml"))).graph.entities} & forms
    assert (len(together), len(apart)) == (1, 2)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")
def test_workers_end_with_their_parent(tmp_path):
    for n in range(40):
        (tmp_path / f"{n}.txt").write_text("青山县石桥镇推行“小板凳议事”制度，化解纠纷47件。\n" * 400, encoding="utf-8")
    build = subprocess.Popen([sys.executable, "-m", "kg.cli", "build", tmp_path, "-o", tmp_path / "out", "--jobs", "2"], stderr=subprocess.DEVNULL)
    children = []
    for _ in range(600):
        children = [p for p in Path("/proc").glob("[0-9]*") if _parent(p) == build.pid and b"spawn_main" in (p / "cmdline").read_bytes()]
        if len(children) == 2:
            break
        time.sleep(0.1)
    assert len(children) == 2
    build.kill()
    build.wait()
    for _ in range(200):
        if not any(c.exists() and _state(c) != "Z" for c in children):
            return
        time.sleep(0.1)
    pytest.fail("workers outlive the build")


def _state(process):
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def _parent(process):
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
