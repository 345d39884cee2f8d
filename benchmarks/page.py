"""How quickly the page of a long call opens, and whether it moves without a stutter.

    python benchmarks/page.py [PAGE.html ...]

Without PAGE: the page of a made call with 5,000 utterances (tests/report/busy_call.py), with and
without as much sound as `callcoach review` lays into the page of an hour. A page is opened in
headless Chromium without a graphics card. Frames are the times between two calls of
requestAnimationFrame while the page and the transcript scroll, and while the score is zoomed and
panned; at best 16.7 ms. Processor time is that of the page's process until it is open and still,
so it hardly depends on what else the machine does. For a baseline run it with PYTHONPATH=OTHER/src.
"""

from __future__ import annotations

import base64
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "report"))

from busy_call import busy_call
from chromium import chromium, window
from report_examples import contours_of, swapped

from callcoach.report.page import page_html

REPEATS = 5
N_FRAMES = 240
SOUND_BYTES = 9_000_000
"""About what an hour's sound copy takes."""

TIMINGS = """() => {
  const [way] = performance.getEntriesByType("navigation");
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return { loaded: way.domContentLoadedEventEnd, paint: paint ? paint.startTime : NaN };
}"""
FRAMES = """([moves, frames]) => new Promise((done) => {
  const move = {
    "scroll the page": (i) => window.scrollTo({ top: i * 130, behavior: "instant" }),
    "scroll the transcript": (i) => { document.querySelector(".rows").scrollTop = i * 450; },
    "zoom the score": (i) => scale.zoom(i % 80 < 40 ? 0.93 : 1 / 0.93),
    "pan the score": () => scale.pan((scale.endS - scale.startS) / 60),
    "play": (i) => player.seek(i * 2),
  }[moves];
  const times = [];
  let last = performance.now();
  const step = () => {
    const now = performance.now();
    times.push(now - last);
    last = now;
    if (times.length > frames) return done(times.slice(1));
    move(times.length);
    return requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""
MOVES = (
    "scroll the page",
    "scroll the transcript",
    "zoom the score",
    "pan the score",
    "play",
)


def main() -> None:
    """Prints a line of openings and five of frames for each page."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        pages = [Path(name).resolve() for name in sys.argv[1:]] or _made(Path(folder))
        for page in pages:
            print(f"{page.name}: {page.stat().st_size / 1e6:.2f} MB")
            opened = [_opened(browser, page) for _ in range(REPEATS)]
            for name in opened[0]:
                values = sorted(each[name] for each in opened)
                print(f"  {name:24} {median(values):7.0f} ms ({values[0]:.0f}-{values[-1]:.0f})")
            with window(browser, viewport={"width": 1280, "height": 900}) as one:
                one.open(page)
                for move in MOVES:
                    times = one.page.evaluate(FRAMES, [move, N_FRAMES])
                    print(f"  {move:24} {_told(times)}")


def _made(folder: Path) -> list[Path]:
    review = busy_call()
    sound = base64.b64encode(random.Random(1).randbytes(SOUND_BYTES)).decode()
    sounds = {"without-sound": None, "with-sound": f"data:audio/ogg;base64,{sound}"}
    made = []
    for name, url in sounds.items():
        started = time.perf_counter()
        html = page_html(
            review,
            swapped=swapped(review),
            contours=contours_of(review, 0.1),
            sound_url=url,
            name=name,
        )
        print(f"{name} written in {time.perf_counter() - started:.2f} s")
        made.append(folder / f"{name}.html")
        made[-1].write_text(html, encoding="utf-8")
    return made


def _opened(browser: Any, page: Path) -> dict[str, float]:
    with window(browser, viewport={"width": 1280, "height": 900}) as one:
        one.open(page)
        # The paint is entered a little after it was done.
        one.page.wait_for_timeout(300)
        found = one.page.evaluate(TIMINGS)
        spent = one.page.context.new_cdp_session(one.page)
        spent.send("Performance.enable")
        metrics = spent.send("Performance.getMetrics")["metrics"]
        (cpu_s,) = [each["value"] for each in metrics if each["name"] == "ProcessTime"]
    return {
        "DOMContentLoaded": found["loaded"],
        "first contentful paint": found["paint"],
        "processor time": 1000 * cpu_s,
    }


def _told(times: list[float]) -> str:
    return (
        f"median {median(times):5.1f} ms, P95 {quantiles(times, n=20)[-1]:5.1f} ms, "
        f"longest {max(times):5.1f} ms"
    )


if __name__ == "__main__":
    main()
