"""What the tests of batches compare by sees what matters, and only that."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from batch_folder import digest
from callcoach.batch.folder.places import DATABASE


def written(folder: Path, *rows: tuple[str, str, str]) -> dict[str, str]:
    folder.mkdir()
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        database.execute("CREATE TABLE calls (row INTEGER PRIMARY KEY, id, said, reviewed_at)")
        database.execute("CREATE VIRTUAL TABLE said_found USING fts5(said)")
        for row in rows:
            database.execute("INSERT INTO calls (id, said, reviewed_at) VALUES (?, ?, ?)", row)
            database.execute("INSERT INTO said_found VALUES (?)", row[1:2])
        database.commit()
    return digest(folder)


def test_a_database_is_compared_by_what_it_says(tmp_path: Path) -> None:
    one = written(tmp_path / "1", ("a", "hello", "9:00"), ("b", "thanks", "9:01"))
    two = written(tmp_path / "2", ("b", "thanks", "8:00"), ("a", "hello", "8:01"))
    other = written(tmp_path / "3", ("a", "hello", "9:00"), ("b", "thank", "9:01"))
    less = written(tmp_path / "4", ("a", "hello", "9:00"))
    assert one == two
    assert len({one[DATABASE], other[DATABASE], less[DATABASE]}) == 3
