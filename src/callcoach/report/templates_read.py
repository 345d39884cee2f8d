"""Owns how templates become one HTML file that runs only its own script and fetches nothing."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcoach.report.phrases import printable

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_TEMPLATES = Path(__file__).parent / "templates"
_IN_JSON = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@cache
def templates() -> Environment:
    """The templates, compiled once; every text that they show is escaped, and printable."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: (
            printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value
        ),
    )


def joined(names: tuple[str, ...]) -> Markup:
    """Files of styles or scripts as one text, ours, so as it stands."""
    from markupsafe import Markup

    return Markup("\n".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in names))


def in_script(value: Any) -> Markup:
    """JSON that cannot end the element it stands in: ASCII, without ``<``, ``>`` and ``&``."""
    from markupsafe import Markup

    plain = json.dumps(value, allow_nan=False, separators=(",", ":"))
    return Markup(plain.translate(_IN_JSON))


def policy(style: str, script: str) -> str:
    """Only our own style and script may run, by their hashes; nothing may be fetched but sound."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "media-src data: blob: file: 'self'; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"
