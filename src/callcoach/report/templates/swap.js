// Shows the call the other way round: the customer as agent, the agent as customer.
function turnRound() {
  page.way = 1 - page.way;
  for (const part of ["top", "moments-part", "rest"]) {
    const shown = byId(part), kept = byId(`other-${part}`);
    const other = kept.content;
    const away = document.createDocumentFragment();
    away.append(...shown.childNodes);
    shown.append(other);
    kept.content.append(away);
  }
  transcript.turn();
  const note = byId("swapped-note");
  if (note) note.hidden = page.way === 0;
  byId("swap").textContent = page.way ? "Swap back" : "Swap agent and customer";
  shown();
}

// What must be done again whenever other content stands on the page.
function shown() {
  moments.reset();
  for (const button of all(".copy")) button.hidden = false;
  card.init();
  if (!score.canvas) return;
  score.hover = null;
  score.layOut();
  for (const key of all(".wash-key")) {
    key.hidden = !page.data.staves.some((stave) => stave[key.dataset.wash].length);
  }
  for (const key of all(".line-key")) key.hidden = !page.data.staves.some((stave) => stave.level);
  score.later();
}
