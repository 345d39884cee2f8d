"""Owns `callcoach batch`: many calls, and nothing lost."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from callcoach.cli.options import NoTranscribe, Quiet, SettingsFile, WhisperModel
from callcoach.cli.review import AgentChannel

if TYPE_CHECKING:
    from callcoach.batch.rounds import Status
    from callcoach.settings import Settings

Executors = Literal["processes", "ray"]

EXIT_SOME_FAILED = 3

WORKERS_MOST = 4
"""Workers a core: more are a slip of the pen, and would take the machine's memory. Ours."""


def batch(
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where results go.")],
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH...",
            help="Recordings, folders that are searched through, patterns; also as URLs (s3://...).",
        ),
    ] = None,
    agent: Annotated[
        AgentChannel | None,
        typer.Option(
            metavar="left|right|0|1|auto", help="The agent's channel in all calls, 0 is left."
        ),
    ] = None,
    model: WhisperModel = "",
    settings: SettingsFile = None,
    no_transcribe: NoTranscribe = False,
    workers: Annotated[
        int,
        typer.Option(
            metavar="N", min=0, help="Worker processes, each on one core; 0: one for each core."
        ),
    ] = 0,
    manifest: Annotated[
        Path | None,
        typer.Option(
            metavar="CSV",
            help="A table of calls: path, and if known call_id, agent, agent_channel, date, "
            "queue, tags.",
        ),
    ] = None,
    executor: Annotated[
        Executors | None,
        typer.Option(metavar="processes|ray", help="Where to work: here, or on a Ray cluster."),
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try what failed before once more.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Review what was forgotten here once more.")
    ] = False,
    embed_audio: Annotated[
        bool,
        typer.Option("--embed-audio", help="Put the sound into each page, instead of a link."),
    ] = False,
    quiet: Quiet = False,
) -> int:
    """Review many calls into a folder, on all cores.

    Stopped at any moment, by Ctrl-C or a power cut, the same command goes on from there: calls
    that are reviewed already are not reviewed again. One bad call stops nothing; failed.csv
    lists it with the reason, and the exit code is 3.
    """
    if not paths and manifest is None:
        raise typer.BadParameter("name recordings, folders or patterns, or a --manifest")
    from callcoach.batch.recordings.urls import is_url
    from callcoach.batch.rounds import Wish
    from callcoach.batch.run import run_batch
    from callcoach.batch.work.executing import executor_of
    from callcoach.batch.work.made_with import made_with
    from callcoach.cli.batch_progress import shown_batch
    from callcoach.cli.progress import shown_progress

    chosen = _settings(settings, agent, model, no_transcribe, embed_audio, executor)
    _check_workers(workers, chosen)
    with shown_progress(quiet) as progress:
        made = made_with(chosen, progress)
    wish = Wish(
        paths=tuple(Path(path) for path in paths or () if not is_url(path)),
        out=out,
        settings=chosen,
        made=made,
        manifest=manifest,
        retries_failed=retry_failed,
        reviews_forgotten=again,
        urls=tuple(path for path in paths or () if is_url(path)),
    )

    def tell(notice: str) -> None:
        if not quiet and sys.stderr is not None:
            print(f"callcoach: {notice}", file=sys.stderr, flush=True)

    with shown_batch(quiet) as watch:
        status = run_batch(wish, executor_of(chosen.batch, workers), tell=tell, watch=watch)
    if not quiet and sys.stdout is not None:
        print(_summary(status, out))
    return EXIT_SOME_FAILED if status.failed else 0


def _settings(
    path: Path | None,
    agent: str | None,
    model: str,
    no_transcribe: bool,
    embed_audio: bool,
    executor: str | None,
) -> Settings:
    """The settings of a batch; its pages link to the sound, unless it is to be redacted there."""
    from callcoach.settings import load_settings, with_values

    settings = load_settings(path)
    links = not embed_audio and not settings.report.redact
    changes = {
        "agent": {"channel": agent} if agent else {},
        "words": {
            **({"model": model} if model else {}),
            **({"transcribe": False} if no_transcribe else {}),
        },
        "batch": {"executor": executor} if executor else {},
        "report": {"sound": "link"} if links else {"sound": "embed"},
    }
    return with_values(settings, changes, where="command line")


def _check_workers(asked: int, settings: Settings) -> None:
    from callcoach.batch.work.workers import n_cores

    most = WORKERS_MOST * n_cores()
    if settings.batch.executor == "processes" and asked > most:
        raise typer.BadParameter(
            f"{asked} workers are too many here: each keeps to one core, and {n_cores()} are "
            f"there; allowed: 0 (one for each core) to {most}"
        )


def _summary(status: Status, out: Path) -> str:
    """The last lines: how many calls came out how, and where it all is."""
    calls = "1 call" if status.n_calls == 1 else f"{status.n_calls} calls"
    counts = [f"{status.n_done} reviewed"]
    if status.n_before:
        counts.append(f"{status.n_before} were reviewed before")
    if status.failed:
        counts.append(f"{len(status.failed)} failed, see {out / 'failed.csv'}")
    return f"{calls}: {', '.join(counts)}.\nOpen {out / 'index.html'} to see where to listen."
