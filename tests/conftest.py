"""Fixtures shared by the tests: a build of the seeds, made once."""

from pathlib import Path

import pytest

import kg

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def seeds_out(tmp_path_factory):
    """The folder of a build of seeds/."""
    out = tmp_path_factory.mktemp("seeds")
    kg.build([ROOT / "seeds"], out)
    return out


@pytest.fixture(scope="session")
def seeds(seeds_out):
    """The graph of seeds/."""
    return kg.load(seeds_out)
