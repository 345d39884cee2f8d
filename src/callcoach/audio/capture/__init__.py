"""Owns live capture: both parties' sound from the inputs of this machine, in step.

`device` opens PortAudio's streams, whose callback puts what it is given into an `inbox`; all else
runs in the thread that asks for blocks. A `hearing` makes one stream's sound whole and knows, by
a `clock`, when each sample was heard; `placing` brings it to its place in the call; a `line` is an
input through losses and recoveries; `capture` joins the lines.
"""

from callcoach.audio.capture.capture import Capture

__all__ = ["Capture"]
