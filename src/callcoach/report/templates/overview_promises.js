// The promises: open ones by when they are due, "today" being the day on which the page is opened.
const promises = { list: byId("promise-rows"), found: [], shown: 0, states: [] };
const DUE = { today: "Due today", week: "Due", overdue: "Overdue", later: "Due", none: "No date" };
const FIRST = 12;
const ORDER = Object.keys(DUE);

promises.init = () => {
  if (!promises.list) return;
  const { promises: of } = overview.data;
  const now = new Date();
  promises.states = of.dueAt.map((text) => promises.state(overview.texts[text], now));
  const named = { today: "today", week: "in the next 7 days", overdue: "overdue", later: "later", none: "no date" };
  const count = (state) => promises.states.filter((each) => each === state).length.toLocaleString("en");
  fill(byId("due"), ORDER.map((state) => [state, `${named[state]} (${count(state)})`]), "any time");
  fill(byId("promise-agent"), [...calls.form.elements.agent.options].slice(1).map((each) => [each.value, each.value]), "everybody");
  byId("promise-filters").hidden = false;
  byId("due").addEventListener("input", (event) => setFilter("due", event.target.value));
  byId("promise-agent").addEventListener("input", (event) => setFilter("agent", event.target.value));
  byId("promise-more").addEventListener("click", promises.more);
};

// Days are compared as they are written, hours by the clock of whoever looks.
promises.state = (dueAt, now) => {
  if (!dueAt) return "none";
  const written = (date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
  const today = written(now), due = dueAt.slice(0, 10);
  const isOver = dueAt.length > 10 && new Date(dueAt) < now;
  if (due < today || isOver) return "overdue";
  if (due === today) return "today";
  const nextWeek = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 7);
  return due <= written(nextWeek) ? "week" : "later";
};

promises.show = () => {
  if (!promises.list) return;
  const { view, texts, data } = overview;
  byId("due").value = view.due || "";
  byId("promise-agent").value = view.agent || "";
  const dueAt = (i) => texts[data.promises.dueAt[i]];
  const isIn = (i) => (!view.due || promises.states[i] === view.due) &&
    (!view.agent || texts[data.agent[data.promises.call[i]]] === view.agent);
  promises.found = promises.states.map((_, i) => i).filter(isIn).sort((a, b) =>
    ORDER.indexOf(promises.states[a]) - ORDER.indexOf(promises.states[b]) || promises.sooner(dueAt(a), dueAt(b), promises.states[a]) || a - b);
  promises.shown = 0;
  promises.list.replaceChildren();
  byId("promise-count").textContent = counted(promises.found.length, "promise");
  promises.more();
};

// What is due first stands first; of what is overdue, what became so last.
promises.sooner = (one, other, state) => (state === "overdue" ? -1 : 1) * (one < other ? -1 : one > other ? 1 : 0);

promises.more = () => {
  const step = promises.shown ? STEP : FIRST;
  const next = promises.found.slice(promises.shown, promises.shown + step);
  const isAsked = promises.shown > 0;
  const made = next.map(promises.row);
  promises.list.append(...made);
  promises.shown += next.length;
  const left = promises.found.length - promises.shown;
  byId("promise-more").hidden = left === 0;
  byId("promise-more").textContent = `Show ${Math.min(STEP, left)} more of ${left.toLocaleString("en")}`;
  if (isAsked && made.length) made[0].querySelector("a")?.focus();
};

promises.row = (i) => {
  const { data, texts } = overview;
  const of = data.promises, call = of.call[i], state = promises.states[i];
  const row = element("li", "", state);
  const when = element("p", "", "when");
  when.append(opens(call, of.at[i], clock(of.at[i])));
  const what = element("div");
  const due = texts[of.due[i]], day = texts[of.dueDay[i]];
  const told = element("p", "", "soft");
  told.append(element("span", DUE[state], "state"), [
    day ? `${state === "overdue" ? ": was due" : ""} by ${day}` : "", due ? ` (“${due}”)` : "", ` · ${texts[data.agent[call]] || "no agent named"} · ${data.name[call]}`,
  ].join(""));
  what.append(element("p", `“${of.text[i]}”`), told);
  row.append(when, what);
  return row;
};
