"""Put trained networks into the package, as one spaCy pipeline: python training/ship.py OUT NETS."""

import shutil
import sys
from pathlib import Path

import numpy as np

from kg.annotate.network import pipeline


def main() -> None:
    """Replace the shipped pipeline."""
    out = Path(sys.argv[1])
    shutil.rmtree(out, ignore_errors=True)
    nlp = pipeline([dict(np.load(path)) for path in sys.argv[2:]])
    nlp.meta.update({"name": "kg_recogniser", "description": "Names in Chinese local-government, party-building and community news", "license": "CC BY-SA 4.0"})
    nlp.to_disk(out)


if __name__ == "__main__":
    main()
