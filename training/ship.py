"""Put trained pipelines into the package: python training/ship.py OUT MODEL MODEL.

Weights are stored in half precision, which halves the size and changes no decision that was seen to matter; they are widened again when loaded.
"""

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import srsly


def halve(value: Any) -> Any:
    """Turn every 32-bit array in a model's tree into a 16-bit one."""
    if isinstance(value, np.ndarray) and value.dtype == np.float32:
        return value.astype(np.float16)
    if isinstance(value, dict):
        return {k: halve(v) for k, v in value.items()}
    return [halve(v) for v in value] if isinstance(value, list) else value


def main() -> None:
    """Replace the shipped pipelines by the ones just trained."""
    out = Path(sys.argv[1])
    shutil.rmtree(out, ignore_errors=True)
    for n, model in enumerate(sys.argv[2:]):
        folder = out / "ab"[n]
        shutil.copytree(model, folder)
        config = folder / "config.cfg"  # without the paths of the machine that trained it
        config.write_text(re.sub(r'^(train|dev) = ".*"$', r"\1 = null", config.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")
        for weights in sorted(folder.glob("*/model")):
            weights.write_bytes(srsly.msgpack_dumps(halve(srsly.msgpack_loads(weights.read_bytes()))))


if __name__ == "__main__":
    main()
