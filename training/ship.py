"""Put a trained pipeline into the package: python training/ship.py MODEL OUT."""

import shutil
import sys
from pathlib import Path


def main() -> None:
    """Replace the shipped pipeline by the one just trained."""
    model, out = Path(sys.argv[1]), Path(sys.argv[2])
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(model, out)


if __name__ == "__main__":
    main()
