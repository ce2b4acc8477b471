"""The README's Python runs as it stands, from top to bottom in one session; its commands give the output that it shows."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n\$ (kg [^\n]*)\n(.*?)```", TEXT, re.DOTALL)


def test_the_code_of_the_readme_runs(monkeypatch, tmp_path, capsys):
    (tmp_path / "seeds").symlink_to(ROOT / "seeds", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert len(blocks) >= 5
    space: dict[str, object] = {"__name__": "readme"}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), space)
    said = capsys.readouterr().out
    assert "('伍静川', '书记', '潼川镇党委'" in said
    assert "holds_post" in said


def test_there_is_a_cookbook():
    assert len(CONSOLE) >= 5


@pytest.mark.parametrize(("command", "shown"), CONSOLE, ids=[c[:40] for c, _ in CONSOLE])
def test_the_cookbook_says_what_is_answered(command, shown, seeds_out, monkeypatch, tmp_path):
    (tmp_path / "output").symlink_to(seeds_out, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(main, shlex.split(command)[1:], catch_exceptions=False)
    assert said.exit_code == 0
    assert said.output.replace("\r\n", "\n") == shown
    assert shown.count("\n") > 1
