"""The lines of values are those on which they are written, however TOML lets them be written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcoach.coaching import known_packs
from callcoach.coaching.playbook.toml_lines import Path, lines_of

TEXT = '''\
# a comment with [brackets] = "and quotes"
version = "a # b"   # the end
plain.dotted."quoted key" = 3.5
when = 1979-05-27 07:32:00
[phrases]  # of a language
'x y' = \'\'\'
two lines\'\'\'
after = """a "quote" \\""" and
more""""
[[techniques]]
id = "one"
patterns = [
    'a', "b \\" c", # with ] in it
    # 'not one'
    """c
    d""",
    'e',
]
[techniques.more]
deep = { one = 1, two = [ 1, [ 2,
  3 ] ] }
[[techniques]]
id = "two"
patterns = []
'''


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """All that a TOML text holds."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, each in value.items():
            yield from paths(each, (*path, key))
    elif isinstance(value, list):
        for i, each in enumerate(value):
            yield from paths(each, (*path, i))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("version",), 2),
        (("plain", "dotted", "quoted key"), 3),
        (("when",), 4),
        (("phrases",), 5),
        (("phrases", "x y"), 6),
        (("phrases", "after"), 8),
        (("techniques", 0), 10),
        (("techniques", 0, "patterns"), 12),
        (("techniques", 0, "patterns", 0), 13),
        (("techniques", 0, "patterns", 1), 13),
        (("techniques", 0, "patterns", 2), 15),
        (("techniques", 0, "patterns", 3), 17),
        (("techniques", 0, "more", "deep", "two", 1, 1), 21),
        (("techniques", 1), 22),
        (("techniques", 1, "id"), 23),
    ],
)
def test_a_value_has_the_line_on_which_it_begins(path: Path, line: int) -> None:
    assert lines_of(TEXT)[path] == line


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_all_that_is_in_a_text_has_a_line(ending: str) -> None:
    text = TEXT.replace("\n", ending)
    assert set(paths(tomllib.loads(text))) - set(lines_of(text)) == {
        ("plain",),
        ("plain", "dotted"),
    }


@pytest.mark.parametrize("name", known_packs())
def test_every_value_of_our_packs_stands_on_its_line(name: str) -> None:
    text = (resources.files("callcoach.coaching") / "packs" / f"{name}.toml").read_text("utf-8")
    lines, written = lines_of(text), text.splitlines()
    data = tomllib.loads(text)
    for i, technique in enumerate(data["techniques"]):
        assert written[lines["techniques", i, "id"] - 1] == f'id = "{technique["id"]}"'
        for key in ("patterns", "unless"):
            for j, pattern in enumerate(technique.get(key, [])):
                assert pattern in written[lines["techniques", i, key, j] - 1]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12))
)
def test_any_texts_in_a_list_are_followed(texts: list[str]) -> None:
    shown = [
        f'"{each.replace(chr(92), chr(92) * 2).replace(chr(34), chr(92) + chr(34))}"'
        for each in texts
    ]
    text = "a = [\n" + "".join(f"{each},\n" for each in shown) + "]\nlast = 1\n"
    assert tomllib.loads(text)["a"] == texts
    lines = lines_of(text)
    assert [lines["a", i] for i in range(len(texts))] == list(range(2, len(texts) + 2))
    assert lines[("last",)] == len(texts) + 3
