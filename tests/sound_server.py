"""A sound server of the tests' own, with null sinks to play into and to record from."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

STARTS_WITHIN_S = 20.0


@dataclass(frozen=True)
class SoundServer:
    """A PulseAudio that runs. `environ`: what a process needs to reach it, and no other."""

    environ: Mapping[str, str]

    def control(self, *arguments: str) -> str:
        """What `pactl` says; raises where it refuses."""
        done = subprocess.run(
            ["pactl", *arguments],
            env={**os.environ, **self.environ},
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
        return done.stdout.strip()

    def play(self, path: Path, sink: str, latency_ms: int = 30) -> subprocess.Popen[bytes]:
        """Begins to play a sound file into a sink; the caller waits for its end, or ends it. The
        longer the latency, the busier may the machine be without a gap in the sound."""
        return subprocess.Popen(
            ["paplay", f"--device={sink}", f"--latency-msec={latency_ms}", str(path)],
            env={**os.environ, **self.environ},
        )


@contextmanager
def sound_server(folder: Path, sinks: Mapping[str, int]) -> Iterator[SoundServer]:
    """PulseAudio with its files in `folder` and null sinks by name, each with so many channels.

    What is played into sink NAME is heard from source NAME.monitor.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    socket = folder / "native"
    environ = {
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_SERVER": f"unix:{socket}",
        "PULSE_COOKIE": str(folder / "cookie"),
        "PULSE_CONFIG_PATH": str(folder),
    }
    modules = [f"module-native-protocol-unix auth-anonymous=1 socket={socket}"]
    for name, n_channels in sinks.items():
        modules.append(f"module-null-sink sink_name={name} rate=16000 channels={n_channels}")
    loads = [part for module in modules for part in ("-L", module)]
    log = (folder / "pulseaudio.log").open("w")
    server = subprocess.Popen(
        [
            "pulseaudio",
            "-n",
            "--daemonize=no",
            "--exit-idle-time=-1",
            "--use-pid-file=no",
            "--disable-shm=yes",  # with it, version 16 aborts now and then where clients are killed
            *loads,
        ],
        env={**os.environ, **environ, "HOME": str(folder)},
        stderr=log,
    )  # fmt: skip
    try:
        running = SoundServer(environ)
        until = time.monotonic() + STARTS_WITHIN_S
        while True:
            with suppress(subprocess.CalledProcessError):
                running.control("info")
                break
            assert server.poll() is None, (folder / "pulseaudio.log").read_text()
            assert time.monotonic() < until, "pulseaudio gives no answer"
            time.sleep(0.05)
        yield running
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()
