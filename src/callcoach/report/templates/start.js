// Brings the page to life.
function listenToClicks() {
  document.addEventListener("click", (event) => {
    const target = event.target;
    const moment = target.closest("button[data-moment]");
    if (moment) return moments.select(Number(moment.dataset.moment), true);
    const at = target.closest("[data-at]");
    if (at) return player.playFrom(Number(at.dataset.at));
    const copy = target.closest("[data-copy]");
    if (copy) return copyFrom(copy);
    return undefined;
  });
}

function startScore() {
  score.readColours();
  scale.width = score.canvas.clientWidth;
  scale.gutter = scale.width > 640 ? GUTTER : 0;
  scale.listeners.push(score.later);
  scale.open();
  score.draw();
  score.listen();
  player.listeners.push((atS, isPlaying) => {
    if (isPlaying) scale.reveal(atS);
    score.playhead();
    const text = clock(atS);
    if (score.canvas.getAttribute("aria-valuetext") === text) return;
    score.canvas.setAttribute("aria-valuenow", String(Math.round(atS)));
    score.canvas.setAttribute("aria-valuetext", text);
  });
  new ResizeObserver(score.later).observe(score.canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    score.readColours();
    score.later();
  });
  startPrint();
}

// On paper: the whole call, in the light colours.
function startPrint() {
  let before = null;
  window.addEventListener("beforeprint", () => {
    before = [scale.startS, scale.endS];
    document.documentElement.dataset.printing = "";
    score.readColours();
    scale.show(0, durationS);
    score.draw();
  });
  window.addEventListener("afterprint", () => {
    delete document.documentElement.dataset.printing;
    score.readColours();
    if (before) scale.show(...before);
    score.draw();
  });
}

// An address that ends in `#t=SECONDS` opens the call there: at its moment, if one begins there.
function openAt() {
  const asked = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash);
  if (!asked) return;
  const atS = Number(asked[1]);
  const found = page.data.moments.find((each) => Math.abs(each.from - atS) < 0.11);
  if (found) moments.select(found.number, true);
  else player.playFrom(atS);
}

player.init();
moments.init();
listenToClicks();
listenToKeys();
transcript.init();
find.init();
shown();
if (score.canvas) startScore();
player.listeners.push(transcript.follow);
const swapButton = byId("swap");
if (swapButton) {
  swapButton.hidden = false;
  swapButton.addEventListener("click", turnRound);
}
openAt();
window.addEventListener("hashchange", openAt);
document.documentElement.dataset.ready = "";
