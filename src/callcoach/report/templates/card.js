// What a person corrects: answers of the scorecard, and who is the agent. It is kept in one file,
// which the page offers to save; callcoach reads it when the call is reviewed again.
const ANSWERS = { yes: true, no: false, open: null };
const card = { changed: new Map(), by: "" };

card.init = () => {
  for (const part of all("#card .correct, #card .save")) part.hidden = false;
  for (const item of all("#card [data-item]")) {
    const { item: id } = item.dataset;
    const changed = () => card.change(id, item);
    item.querySelector(".correct").addEventListener("input", changed);
  }
  const by = document.querySelector("#card .by");
  if (by) {
    by.value = card.by;
    by.addEventListener("input", () => {
      card.by = by.value;
      card.refresh();
    });
  }
  card.refresh();
};

card.change = (id, item) => {
  const chosen = item.querySelector("input:checked").value;
  const comment = item.querySelector(".comment input").value.trim();
  if (chosen || comment) card.changed.set(id, { chosen, comment });
  else card.changed.delete(id);
  item.classList.toggle("changed", card.changed.has(id));
  card.refresh();
};

// The file as it will be saved: what stood in it before, with what was changed here.
card.overrides = () => {
  const { agentChannel, answers } = page.data.kept;
  const scorecard = { ...answers };
  for (const [id, { chosen, comment }] of card.changed) {
    if (chosen === "judged") {
      delete scorecard[id];
      if (comment) scorecard[id] = { comment };
      continue;
    }
    const before = scorecard[id] || {};
    const said = chosen ? { answer: ANSWERS[chosen], by: card.by.trim() || "a person" } : before;
    scorecard[id] = { ...said, ...(comment ? { comment } : {}) };
  }
  return {
    ...(agentChannel === null ? {} : { agent_channel: agentChannel }),
    ...(Object.keys(scorecard).length ? { scorecard } : {}),
  };
};

card.refresh = () => {
  const text = JSON.stringify(card.overrides(), null, 1);
  for (const link of all("a[data-overrides]")) link.href = `data:application/json,${encodeURIComponent(text)}`;
  const status = document.querySelector("#card .save [role=status]");
  if (!status) return;
  const count = card.changed.size;
  status.textContent = count
    ? `${count} ${count === 1 ? "answer" : "answers"} changed. Put the saved file beside the review: the next review of this call keeps them and counts the score again.`
    : "Nothing is changed yet. What you save here is kept by the next review of this call, once the file stands beside it.";
};
