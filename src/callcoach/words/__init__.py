"""What was said: transcription, timelines, syllables."""

from callcoach.words.child import why_ended
from callcoach.words.kept import KeptWhisper
from callcoach.words.model_files import folder_here, found_folder, model_folder, model_mark
from callcoach.words.parties import PartyChannels, channel_of_parties, on_channels
from callcoach.words.timeline import read_timeline
from callcoach.words.timeline_check import Timeline
from callcoach.words.transcribe import SamplesOf, transcribe_channels
from callcoach.words.transcriber import HeardSegment, Transcriber
from callcoach.words.whisper import check_wishes, load_whisper

__all__ = [
    "HeardSegment",
    "KeptWhisper",
    "PartyChannels",
    "SamplesOf",
    "Timeline",
    "Transcriber",
    "channel_of_parties",
    "check_wishes",
    "folder_here",
    "found_folder",
    "load_whisper",
    "model_folder",
    "model_mark",
    "on_channels",
    "read_timeline",
    "transcribe_channels",
    "why_ended",
]
