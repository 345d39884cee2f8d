"""Files to samples: decoding, resampling, channel layout, the compact copy for the page."""

from callcoach.audio.block_pass import BlockPass, DecodeNotes
from callcoach.audio.call_audio import CallAudio
from callcoach.audio.layout import LayoutMeter
from callcoach.audio.resample import StreamResampler
from callcoach.audio.sound_copy import SoundCopy
from callcoach.audio.span_samples import span_samples

__all__ = [
    "BlockPass",
    "CallAudio",
    "DecodeNotes",
    "LayoutMeter",
    "SoundCopy",
    "StreamResampler",
    "span_samples",
]
