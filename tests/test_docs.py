"""README, docs and --help agree with each other and with what callcoach does."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from batch_folder import made_batch
from callcoach.batch.folder.ledger import Ledger
from callcoach.batch.folder.publish import publish
from callcoach.cli.main import main
from callcoach.coaching.scorecard.asked_measures import MEASURES
from callcoach.coaching.scorecard.scorecard_reader import CARD_KEYS, ITEM_KEYS
from callcoach.pipeline import judge_timeline
from callcoach.pipeline.overrides import read_overrides
from callcoach.pipeline.rejudge import rejudged
from callcoach.report.json_file import json_text
from callcoach.settings import Settings, allowed_text, load_settings
from callcoach.types.review import Review
from callcoach.words.timeline import FORMATS
from callcoach.words.timeline_file import content_of
from stored_examples import call_of

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(text: str, language: str) -> list[str]:
    """The fenced code blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def commands() -> list[str]:
    """The callcoach commands of the README's shell blocks."""
    lines = [line for block in blocks(README, "sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("scripts/callcoach ")]


def help_text(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    assert main([*command, "--help"]) == 0
    return capsys.readouterr().out


def setting_names(part: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for item in fields(part):
        value = getattr(part, item.name)
        if is_dataclass(value):
            yield from setting_names(value, f"{prefix}{item.name}.")
        else:
            yield prefix + item.name, value


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sample calls, as the README's reader has it."""
    for folder in ("audio_samples", "tests"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    shutil.copy(ROOT / "audio_samples" / "good-call.wav", tmp_path / "my-call.wav")
    (tmp_path / "callcoach-out").mkdir()
    reviewed = judge_timeline(ROOT / "audio_samples" / "good-call.timeline.json")
    (tmp_path / "callcoach-out" / "my-call.json").write_text(json_text(reviewed), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    return tmp_path


def publish_made_batch(out: Path) -> None:
    made_batch(out, call_of("a" * 64, "I am sorry."))
    with Ledger(out / ".callcoach") as ledger:
        publish(out, ledger, Settings())


def test_there_are_commands_to_run() -> None:
    assert len(commands()) >= 3


@pytest.mark.parametrize("command", commands())
def test_each_command_of_the_readme_runs(
    command: str, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert workplace.is_dir()
    if "packs check" in command:  # of what the command before it wrote
        assert main(["packs", "show", "en", "--out", "my-playbook.toml"]) == 0
    if "week-48" in command and " batch " not in command:  # likewise
        publish_made_batch(workplace / "week-48")
    assert main(shlex.split(command)[1:]) == 0
    assert capsys.readouterr().out.strip()


def test_the_python_of_the_readme_runs(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert workplace.is_dir()
    (block,) = blocks(README, "python")
    exec(compile(block, "README", "exec"), {})
    count, share = capsys.readouterr().out.split()
    assert int(count) == 0
    assert 0 < float(share) < 1


def transcripts() -> Iterator[tuple[str, str, str]]:
    """Format, file and command of each example of the page about transcripts."""
    page = (ROOT / "docs" / "transcripts.md").read_text(encoding="utf-8")
    for section in page.split("\n### ")[1:]:
        (content,) = blocks(section, "(?:json|text)")
        (command,) = blocks(section, "sh")
        yield section.split("\n", 1)[0], content, command.strip()


def test_every_format_has_an_example() -> None:
    assert {name for name, _, _ in transcripts()} == {form.name for form in FORMATS}


@pytest.mark.parametrize(
    ("name", "content", "command"), list(transcripts()), ids=[each[0] for each in transcripts()]
)
def test_each_example_of_a_transcript_is_judged(
    name: str,
    content: str,
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command)[1:]
    (tmp_path / words[1]).write_text(content, encoding="utf-8")
    form = next(form for form in FORMATS if form.recognises(content_of(words[1])))
    assert form.name == name
    assert main([*words, "--json", "-"]) == 0
    review = Review.from_dict(json.loads(capsys.readouterr().out))
    assert review.activity == {"agent": ((0.5, 4.0),), "customer": ((2.5, 3.0),)}


def test_the_readme_opens_with_a_picture_that_exists() -> None:
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert len(pictures) == 2
    assert all((ROOT / each).read_bytes().startswith(b"\x89PNG") for each in pictures)
    assert README.index(pictures[0]) < README.index("## Two commands")


def test_every_script_named_exists() -> None:
    for page in PAGES:
        for name in re.findall(r"\b(?:scripts|benchmarks)/[\w./]+", page.read_text()):
            assert (ROOT / name.rstrip(".")).exists(), f"{page.name}: {name}"


def test_every_link_leads_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_option_in_the_pages_exists(capsys: pytest.CaptureFixture[str]) -> None:
    known = help_text(capsys)
    for command in (
        "review",
        "batch",
        "live",
        "search",
        "forget",
        "turns",
        "rejudge",
        "export",
        "devices",
        "doctor",
    ):
        known += help_text(capsys, command)
    for command in ("list", "pull", "path", "verify"):
        known += help_text(capsys, "models", command)
    for command in ("list", "show", "check"):
        known += help_text(capsys, "packs", command)
    known += " --data --check --minutes --text-model "  # of the benchmarks and scripts
    known += " --head --port --address --disable-usage-stats "  # of Ray
    for page in PAGES:
        for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", page.read_text())):
            assert option in known, f"{page.name}: {option}"


def test_every_command_of_the_help_is_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    listed = help_text(capsys).split("Commands", 1)[1]
    names = re.findall(r"^\W*([a-z]+)  ", listed, re.MULTILINE)
    assert " ".join(names) == (
        "review turns batch live search rejudge forget export devices doctor models packs"
    )
    for name in names:
        assert re.search(rf"scripts/callcoach {name}\s", README), name


def test_every_setting_is_documented_with_its_default() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([\w.]+)` \| `(.*?)` \|", page, re.MULTILINE))
    shown = {name: str(value).replace("|", "\\|") for name, value in setting_names(Settings())}
    assert rows == shown


def test_every_setting_is_documented_with_what_is_allowed() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^\| `([\w.]+)` \| `.*?` \| (.*?) ?\|", page, re.MULTILINE))
    allowed = {
        f"{part.name}.{item.name}": allowed_text(item)
        for part in fields(Settings)
        for item in fields(getattr(Settings(), part.name))
    }
    assert {name: text.replace("`", "") for name, text in shown.items()} == allowed


SCORECARDS = (ROOT / "docs" / "scorecards.md").read_text(encoding="utf-8")


def rows_after(heading: str) -> dict[str, list[str]]:
    """The rows of the table under a heading, by what stands in their first cell."""
    table = SCORECARDS.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    return {name: cells[1:] for cells in rows for name in re.findall(r"`([\w.]+)`", cells[0])}


def test_every_measure_of_a_scorecard_is_documented_with_its_unit_and_limits() -> None:
    documented = {name: cells[:2] for name, cells in rows_after("measure").items()}
    assert documented == {
        name: [measure.unit, f"{measure.least} to {measure.most}"]
        for name, measure in MEASURES.items()
    }


def test_every_key_of_a_scorecard_is_documented() -> None:
    assert set(rows_after("key of the card")) == CARD_KEYS
    assert set(rows_after("key of an item")) == ITEM_KEYS


def test_the_scorecard_of_the_page_can_be_used_and_its_answers_read(tmp_path: Path) -> None:
    card, settings = tmp_path / "card.toml", tmp_path / "settings.toml"
    _, written = blocks(SCORECARDS, "toml")
    card.write_text(written, encoding="utf-8")
    (answers,) = blocks(SCORECARDS, "json")
    (tmp_path / "c.overrides.json").write_text(answers, encoding="utf-8")
    settings.write_text(f"[coaching]\nscorecard = '{card}'\n", encoding="utf-8")
    review = judge_timeline(
        ROOT / "audio_samples" / "bad-call.timeline.json", load_settings(settings)
    )
    overrides = read_overrides(tmp_path / "c.overrides.json")
    found = rejudged(review, load_settings(settings), replace(overrides, agent_channel=None))
    assert found.scorecard is not None
    answered = {item.id: item.answer for item in found.scorecard.items}
    assert answered == {
        "lets_finish": False, "apologises": None, "no_blaming": False, "solved": True
    }  # fmt: skip
    assert overrides.faults == found.scorecard.notices == ()
