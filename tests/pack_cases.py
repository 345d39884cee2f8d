"""Sentences of a technique as cases of a test, for the playbook of any language."""

from __future__ import annotations

from typing import Any

import pytest


def cases(table: dict[str, list[str]]) -> list[Any]:
    """A case for each technique and sentence, named by both."""
    return [
        pytest.param(key, line, id=f"{key}: {line}") for key, said in table.items() for line in said
    ]
