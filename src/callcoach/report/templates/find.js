// Finds words in the transcript and marks them.
const find = { hits: [], hit: -1, box: document.querySelector(".find-box"), count: document.querySelector(".find-count") };

find.init = () => {
  if (!find.box) return;
  find.box.parentElement.hidden = false;
  find.box.addEventListener("input", () => find.find(find.box.value));
  find.box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") find.step(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") {
      find.box.value = "";
      find.find("");
      find.box.blur();
    }
  });
};

// Shows the transcript with its box, ready to type into.
find.start = () => {
  if (!find.box) return;
  byId("transcript").scrollIntoView({ block: "start", behavior: "instant" });
  find.box.focus({ preventScroll: true });
};

const folded = (text) => text.replaceAll("\u00a0", " ").toLowerCase();

find.find = (text) => {
  const wanted = folded(text.trim());
  find.hits = wanted ? transcript.rows.filter(({ row }) => folded(row.querySelector(".said").textContent).includes(wanted)) : [];
  find.hit = -1;
  find.mark(wanted);
  find.step(1);
  if (!wanted) find.count.textContent = "";
  else if (!find.hits.length) find.count.textContent = "not found";
};

find.step = (by) => {
  for (const row of all(".row.here")) row.classList.remove("here");
  const count = find.hits.length;
  if (!count) return;
  find.hit = (find.hit + by + count) % count;
  const { row } = find.hits[find.hit];
  row.classList.add("here");
  transcript.reveal(row);
  find.count.textContent = `${find.hit + 1} of ${count}`;
};

// Highlights without touching the text, where the browser can.
find.mark = (wanted) => {
  if (!window.CSS || !CSS.highlights) return;
  CSS.highlights.delete("found");
  if (!wanted) return;
  const ranges = [];
  for (const { row } of find.hits) {
    const text = textOf(row.querySelector(".said"));
    const whole = folded(text.whole);
    for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + wanted.length)) {
      ranges.push(rangeOf(text, at, at + wanted.length));
    }
  }
  CSS.highlights.set("found", new Highlight(...ranges));
};

// The text of an element as one, and a piece of it as a range of the page.
function textOf(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const pieces = [];
  let whole = "";
  while (walker.nextNode()) {
    pieces.push({ node: walker.currentNode, from: whole.length });
    whole += walker.currentNode.data;
  }
  return { whole, pieces };
}

function rangeOf({ pieces }, from, to) {
  const range = document.createRange();
  const spot = (place) => {
    const piece = pieces.findLast((each) => each.from <= place);
    return [piece.node, within(place - piece.from, 0, piece.node.length)];
  };
  range.setStart(...spot(from));
  range.setEnd(...spot(to));
  return range;
}
