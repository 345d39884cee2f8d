"""The sound server of the tests gives what is played into it."""

from pathlib import Path

from sound_server import sound_server


def test_each_sink_can_be_recorded_from(tmp_path: Path) -> None:
    with sound_server(tmp_path / "pulse", {"agent": 1, "both": 2}) as server:
        names = [
            line.split("\t")[1] for line in server.control("list", "short", "sources").splitlines()
        ]
    assert names == ["agent.monitor", "both.monitor"]
