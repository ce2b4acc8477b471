"""The wheel holds everything that the package reads."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_wheel_holds_every_file_of_the_package(tmp_path):
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    here = [name for name in listed if name and name.split("/")[0] in ("kg", "pyproject.toml", "README.md", "LICENSE", "NOTICE") and (ROOT / name).exists()]
    for name in here:  # built elsewhere, so that nothing is left in the tree and nothing old gets in
        target = tmp_path / "tree" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "-w", tmp_path, tmp_path / "tree"]
    subprocess.run(build, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    wanted = {name for name in here if name.startswith("kg/")}
    assert len(wanted) > 100
    assert wanted <= set(zipfile.ZipFile(wheel).namelist())
    assert wheel.stat().st_size < 26_214_400  # 25 MB
