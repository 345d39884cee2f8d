// The transcript: its place in step with the sound. Rows are text alone, with the starts of their
// words beside it: so an hour of them opens at once. Rows out of view are not laid out (sections.css).
const transcript = { box: document.querySelector(".rows"), read: null, now: null, focused: 0, movedAt: -Infinity };
const HANDS_OFF_MS = 4000;

transcript.init = () => {
  const { box } = transcript;
  if (!box) return;
  for (const name of ["wheel", "touchmove", "pointerdown"]) {
    box.addEventListener(name, (event) => { transcript.movedAt = event.timeStamp; }, { passive: true });
  }
  box.addEventListener("click", transcript.clicked);
  box.addEventListener("keydown", transcript.stepped);
  const first = box.querySelector(".row > .at");
  if (first) first.tabIndex = 0;
};

// The rows with their times, read off the page when they are first asked for.
Object.defineProperty(transcript, "rows", { get: () => {
  if (transcript.read) return transcript.read;
  const rows = transcript.box ? all(".row[data-start]", transcript.box) : [];
  transcript.read = rows.map((row, number) => ({ row, number, start: Number(row.dataset.start), end: Number(row.dataset.end), isDimmed: row.classList.contains("dimmed") }));
  // How far one must look back from a row for another that is still being said.
  let last = -Infinity;
  for (const each of transcript.read) each.lastEnd = last = each.isDimmed ? last : Math.max(last, each.end);
  return transcript.read;
} });

// One row can be reached by Tab; arrows up and down go from there.
transcript.focus = (number, isMoved = true) => {
  if (!transcript.rows.length) return;
  const button = (at) => transcript.rows[at].row.firstElementChild;
  button(transcript.focused).tabIndex = -1;
  transcript.focused = within(number, 0, transcript.rows.length - 1);
  button(transcript.focused).tabIndex = 0;
  if (!isMoved) return;
  button(transcript.focused).focus({ preventScroll: true });
  transcript.reveal(transcript.rows[transcript.focused].row);
};

transcript.stepped = (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  transcript.focus(transcript.focused + by);
};

transcript.clicked = (event) => {
  const row = event.target.closest(".row[data-start]");
  if (!row || !document.getSelection().isCollapsed) return;
  const found = transcript.rows.find((each) => each.row === row);
  const isOnWords = event.target.closest(".said");
  transcript.focus(found.number, false);
  player.playFrom(isOnWords ? transcript.wordAt(found, event.clientX, event.clientY) : found.start);
};

// The word of a row that is at a place on the screen, as its time.
transcript.wordAt = (found, x, y) => {
  const starts = found.row.dataset.words;
  const caret = document.caretPositionFromPoint ? document.caretPositionFromPoint(x, y) : null;
  if (!starts || !caret) return found.start;
  const before = document.createRange();
  before.setStart(found.row.querySelector(".said"), 0);
  before.setEnd(caret.offsetNode, caret.offset);
  return found.start + Number(starts.split(" ")[before.toString().split(" ").length - 1] || 0) / 100;
};

// The row that is being said: of those that overlap, the one that began last.
transcript.at = (atS) => {
  const { rows } = transcript;
  let low = 0, high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].start <= atS) low = middle + 1;
    else high = middle;
  }
  let ended = null;
  for (let i = low - 1; i >= 0; i -= 1) {
    if (rows[i].isDimmed) continue;
    if (rows[i].end > atS) return rows[i];
    if (!ended || rows[i].end > ended.end) ended = rows[i];
    if (ended.end >= rows[i].lastEnd) break;
  }
  return ended;
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
  transcript.markWord(found, isPlaying ? atS : -1);
};

// Underlines the word that is being said, where the browser can without touching the text.
transcript.markWord = (found, atS) => {
  if (!window.CSS || !CSS.highlights) return;
  const starts = found && atS >= 0 && found.row.dataset.words;
  if (!starts) {
    CSS.highlights.delete("spoken");
    transcript.word = null;
    return;
  }
  const passed = starts.split(" ").filter((each) => found.start + Number(each) / 100 <= atS).length;
  const word = `${found.number} ${passed}`;
  if (word === transcript.word) return;
  transcript.word = word;
  const text = textOf(found.row.querySelector(".said"));
  let from = 0;
  for (let i = 1; i < passed; i += 1) from = text.whole.indexOf(" ", from) + 1;
  const end = text.whole.indexOf(" ", from);
  CSS.highlights.set("spoken", new Highlight(rangeOf(text, from, end < 0 ? text.whole.length : end)));
};

// Scrolls the transcript's own box and never the page under the reader. Rows that were out of view
// have no height yet, so the place is looked at again once they have.
transcript.reveal = (row, tries = 3) => {
  const { box } = transcript;
  const top = row.getBoundingClientRect().top - box.getBoundingClientRect().top;
  const isSeen = top > 40 && top + row.offsetHeight < box.clientHeight - 40;
  if (isSeen) return;
  const by = top - box.clientHeight / 3;
  const isNear = Math.abs(by) < 2 * box.clientHeight;
  box.scrollBy({ top: by, behavior: isNear && !isCalm.matches ? "smooth" : "instant" });
  if (!isNear && tries) requestAnimationFrame(() => transcript.reveal(row, tries - 1));
};

// The other way round the same words stand in the other column, with other labels.
transcript.turn = () => {
  const flip = { agent: "customer", customer: "agent" };
  for (const { row, number } of transcript.rows) {
    const was = row.classList.contains("agent") ? "agent" : "customer";
    row.classList.replace(was, flip[was]);
    const now = row.querySelector(".labels");
    if (now) now.remove();
    const labels = page.data.labels[number];
    if (!labels) continue;
    const made = document.createElement("p");
    made.className = "labels";
    for (const label of labels) {
      const one = document.createElement("span");
      one.textContent = label;
      made.append(one);
    }
    row.append(made);
  }
};
