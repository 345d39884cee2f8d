// The moments: one is selected at a time, in the list and in the score.
const moments = { at: 0 };

moments.select = (number, isPlayed) => {
  const found = page.data.moments.find((each) => each.number === number);
  if (!found) return;
  moments.at = number;
  for (const item of all(".moment.selected")) item.classList.remove("selected");
  const item = byId(`moment-${number}`);
  if (item) {
    const rest = item.closest("details");
    if (rest) rest.open = true;
    item.classList.add("selected");
    item.scrollIntoView({ block: "nearest", behavior: isCalm.matches ? "auto" : "smooth" });
  }
  score.selected = found;
  byId("what").textContent = `${number} · ${found.says}`;
  if (score.canvas) {
    score.later();
    scale.reveal(found.from, found.end);
  }
  if (isPlayed) player.playFrom(found.from);
  else player.seek(found.from);
};

moments.step = (by) => {
  const count = page.data.moments.length;
  if (count) moments.select(within(moments.at + by, 1, count), true);
};

moments.reset = () => {
  moments.at = 0;
  score.selected = null;
  byId("what").textContent = "";
  const none = page.data.moments.length === 0;
  byId("previous").disabled = byId("next").disabled = none;
};

moments.init = () => {
  byId("previous").addEventListener("click", () => moments.step(-1));
  byId("next").addEventListener("click", () => moments.step(1));
  moments.reset();
};
