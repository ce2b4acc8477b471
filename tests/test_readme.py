"""The README's Python runs as it stands, from top to bottom in one session."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_code_of_the_readme_runs(monkeypatch, tmp_path, capsys):
    (tmp_path / "seeds").symlink_to(ROOT / "seeds", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) >= 5
    space: dict[str, object] = {"__name__": "readme"}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), space)
    said = capsys.readouterr().out
    assert "伍静川 书记 潼川镇党委" in said
    assert "holds_post" in said
