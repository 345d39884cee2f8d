"""Writes docs/review.schema.json from the type hints of the review."""

from __future__ import annotations

import json
from pathlib import Path

from callcoach.report.atomic import write_whole
from callcoach.report.schema import review_schema

PLACE = Path(__file__).resolve().parents[1] / "docs" / "review.schema.json"

if __name__ == "__main__":
    write_whole(PLACE, json.dumps(review_schema(), indent=1) + "\n")
    print(PLACE)
