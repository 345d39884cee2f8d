"""Whether the overview of many calls is small and opens at once.

    python benchmarks/overview.py [CALLS]

Without CALLS: 10,000. Made calls of a made team (benchmarks/made_team.py) are put into a store,
read as an overview, written as a page, and the page is opened in headless Chromium without a
graphics card. "rows usable": the table of calls is there and filters answer. Prints each beside
what is required: under 2 s to rows usable, under 5 MB.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "report"))

from chromium import chromium, window

from callcoach.report.overview import overview_html
from callcoach.store import Store
from callcoach.store.overview import overview_of
from made_team import fill

REPEATS = 5
MOST_BYTES = 5_000_000
MOST_MS = 2000.0
FILTERED = """(() => {
  const started = performance.now();
  setFilter("event", "promise");
  const took = performance.now() - started;
  setFilter("event", "");
  return took;
})()"""
TIMINGS = """() => {
  const [way] = performance.getEntriesByType("navigation");
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return { paint: paint ? paint.startTime : NaN, loaded: way.domContentLoadedEventEnd,
    usable: Number(document.documentElement.dataset.ready) };
}"""


def main() -> None:
    """Prints the size, what it took to write, and five openings."""
    n_calls = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        page = made_page(Path(folder), n_calls)
        size = page.stat().st_size
        print(f"file size {size / 1e6:.2f} MB, required under {MOST_BYTES / 1e6:.0f} MB")
        opened = [_opened(browser, page) for _ in range(REPEATS)]
        for name in opened[0]:
            values = sorted(each[name] for each in opened)
            told = f"{median(values):7.0f} ms ({values[0]:.0f}-{values[-1]:.0f})"
            required = f", required under {MOST_MS:.0f} ms" if name == "rows usable" else ""
            print(f"  {name:24} {told}{required}")


def made_page(folder: Path, n_calls: int) -> Path:
    """The overview of so many made calls as a file; tells what each step took."""
    started = time.perf_counter()
    with Store.open(folder / "callcoach.db") as store:
        fill(store, n_calls)
        print(f"{n_calls} made calls stored in {time.perf_counter() - started:.1f} s")
        started = time.perf_counter()
        overview = overview_of(store)
        print(f"read as an overview in {time.perf_counter() - started:.1f} s")
    started = time.perf_counter()
    html = overview_html(overview, [("made/broken.wav", "opening", "made to fail")] * 3)
    print(f"written as a page in {time.perf_counter() - started:.1f} s")
    page = folder / "index.html"
    page.write_text(html, encoding="utf-8")
    return page


def _opened(browser: Any, page: Path) -> dict[str, float]:
    with window(browser, viewport={"width": 1280, "height": 900}) as one:
        one.open(page)
        one.page.wait_for_timeout(300)  # the paint is entered a little after it was done
        found = one.page.evaluate(TIMINGS)
        filtered = one.value(FILTERED)
        spent = one.page.context.new_cdp_session(one.page)
        spent.send("Performance.enable")
        metrics = spent.send("Performance.getMetrics")["metrics"]
        (cpu_s,) = [each["value"] for each in metrics if each["name"] == "ProcessTime"]
    return {
        "first contentful paint": found["paint"],
        "DOMContentLoaded": found["loaded"],
        "rows usable": found["usable"],
        "a filter": filtered,
        "processor time": 1000 * cpu_s,
    }


if __name__ == "__main__":
    main()
