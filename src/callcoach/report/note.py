"""Owns the interaction note as plain lines, ready to be copied into the customer's record."""

from __future__ import annotations

from callcoach.report.phrases import duration
from callcoach.types.review import InteractionNote


def note_lines(note: InteractionNote) -> tuple[str, ...]:
    """The note, a line a fact; what is not known is left out."""
    lines = [f"Date: {note.date.replace('T', ' ')}"] if note.date else []
    lines.append(f"Parties: {note.parties}")
    if note.duration_s is not None:
        lines.append(f"Length: {duration(note.duration_s)}")
    if note.issue:
        lines.append(f"Issue: {note.issue}")
    lines += [f"Done: {action}" for action in note.actions]
    lines += [f"Promised: {promise}" for promise in note.promises]
    if note.next_step:
        lines.append(f"Next step: {note.next_step}")
    return tuple(lines)
