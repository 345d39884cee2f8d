// The transcript: its place in step with the sound, and a find box.
const transcript = { rows: [], now: null, word: null, hits: [], hit: -1, movedAt: -Infinity };
const HANDS_OFF_MS = 4000;

transcript.init = () => {
  const box = document.querySelector(".rows");
  transcript.box = box;
  transcript.now = transcript.word = null;
  transcript.hits = [];
  transcript.rows = box ? all(".row[data-start]", box).map((row) => ({ row, start: Number(row.dataset.start), end: Number(row.dataset.end), isDimmed: row.classList.contains("dimmed") })) : [];
  if (!box) return;
  for (const name of ["wheel", "touchmove", "pointerdown"]) {
    box.addEventListener(name, (event) => { transcript.movedAt = event.timeStamp; }, { passive: true });
  }
  const find = document.querySelector(".find");
  find.hidden = false;
  const input = document.querySelector(".find-box");
  input.addEventListener("input", () => transcript.find(input.value));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") transcript.stepHit(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") {
      input.value = "";
      transcript.find("");
      input.blur();
    }
  });
};

transcript.at = (atS) => {
  let found = null;
  for (const each of transcript.rows) {
    if (each.start > atS) break;
    if (!each.isDimmed && (atS < each.end || !found || each.end >= found.end)) found = each;
  }
  return found;
};

transcript.follow = (atS, isPlaying) => {
  const found = transcript.at(atS);
  if (found !== transcript.now) {
    if (transcript.now) transcript.now.row.classList.remove("now");
    transcript.now = found;
    if (found) {
      found.row.classList.add("now");
      if (!isPlaying || performance.now() - transcript.movedAt > HANDS_OFF_MS) transcript.reveal(found.row);
    }
  }
  let word = null;
  if (found && isPlaying) {
    for (const each of found.row.querySelectorAll("[data-at]:not(button)")) {
      if (Number(each.dataset.at) > atS) break;
      word = each;
    }
  }
  if (word !== transcript.word) {
    if (transcript.word) transcript.word.classList.remove("now");
    if (word) word.classList.add("now");
    transcript.word = word;
  }
};

// Scrolls the transcript's own box and never the page under the reader.
transcript.reveal = (row) => {
  const box = transcript.box;
  const top = row.offsetTop - box.offsetTop;
  const isSeen = top > box.scrollTop + 40 && top + row.offsetHeight < box.scrollTop + box.clientHeight - 40;
  if (!isSeen) box.scrollTo({ top: top - box.clientHeight / 3, behavior: isCalm.matches ? "auto" : "smooth" });
};

transcript.find = (text) => {
  const wanted = text.trim().toLowerCase();
  transcript.hits = wanted ? transcript.rows.filter((each) => each.row.querySelector(".said").textContent.toLowerCase().includes(wanted)) : [];
  transcript.hit = -1;
  transcript.mark(wanted);
  transcript.stepHit(1);
  const count = document.querySelector(".find-count");
  if (!wanted) count.textContent = "";
  else if (!transcript.hits.length) count.textContent = "not found";
};

transcript.stepHit = (by) => {
  for (const row of all(".row.here")) row.classList.remove("here");
  const count = transcript.hits.length;
  if (!count) return;
  transcript.hit = (transcript.hit + by + count) % count;
  const { row } = transcript.hits[transcript.hit];
  row.classList.add("here");
  transcript.reveal(row);
  document.querySelector(".find-count").textContent = `${transcript.hit + 1} of ${count}`;
};

// Highlights without touching the text, where the browser can.
transcript.mark = (wanted) => {
  if (!window.CSS || !CSS.highlights) return;
  CSS.highlights.delete("found");
  if (!wanted) return;
  const ranges = [];
  for (const { row } of transcript.hits) {
    const walker = document.createTreeWalker(row.querySelector(".said"), NodeFilter.SHOW_TEXT);
    const pieces = [];
    let whole = "";
    while (walker.nextNode()) {
      pieces.push({ node: walker.currentNode, from: whole.length });
      whole += walker.currentNode.data.toLowerCase();
    }
    for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + wanted.length)) {
      const range = document.createRange();
      const spot = (place) => {
        const piece = [...pieces].reverse().find((each) => each.from <= place);
        return [piece.node, Math.min(place - piece.from, piece.node.length)];
      };
      range.setStart(...spot(at));
      range.setEnd(...spot(at + wanted.length));
      ranges.push(range);
    }
  }
  CSS.highlights.set("found", new Highlight(...ranges));
};
