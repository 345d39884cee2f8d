"""A smaller model is one that is here, and never fetched."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcoach.words.model_files import NEEDED
from callcoach.words.model_names import REPOSITORIES
from callcoach.words.smaller_models import smaller_here


def put(cache: Path, name: str, n_bytes: int) -> None:
    """A model in the cache, as fetched: of it only sizes count here."""
    repository = cache / f"models--{REPOSITORIES[name].replace('/', '--')}"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text("abc")
    fill(repository / "snapshots" / "abc", n_bytes)


def fill(folder: Path, n_bytes: int) -> Path:
    folder.mkdir(parents=True)
    for file in NEEDED:
        (folder / file).write_bytes(b"{}")
    (folder / "model.bin").write_bytes(bytes(n_bytes))
    return folder


@pytest.fixture
def cache(hub_cache: Path) -> Path:
    for name, n_bytes in {
        "small": 500, "base": 150, "tiny": 75, "base.en": 151, "distil-small.en": 330,
    }.items():  # fmt: skip
        put(hub_cache, name, n_bytes)
    return hub_cache


@pytest.mark.usefixtures("cache")
def test_the_next_smaller_of_those_that_are_here() -> None:
    steps = ["small"]
    while (smaller := smaller_here(steps[-1], is_english=False)) is not None:
        steps.append(smaller)
    assert steps == ["small", "base", "tiny"]


@pytest.mark.usefixtures("cache")
def test_models_of_english_alone_serve_where_all_speak_it() -> None:
    assert smaller_here("small", is_english=True) == "distil-small.en"
    assert smaller_here("distil-small.en", is_english=True) == "base.en"


def test_a_folder_is_as_large_as_its_model(cache: Path, tmp_path: Path) -> None:
    assert smaller_here(str(fill(tmp_path / "own", 100)), is_english=False) == "tiny"
    assert smaller_here(str(fill(tmp_path / "less", 75)), is_english=False) is None


def test_nothing_here_is_nothing_smaller(hub_cache: Path) -> None:
    assert smaller_here("large-v3", is_english=True) is None
    put(hub_cache, "large-v3", 3_000)
    assert smaller_here("large-v3", is_english=True) is None
