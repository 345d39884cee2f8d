// The table of all calls: rows are made a hundred at a time.
const calls = { form: byId("filters"), found: [], events: null, shown: 0, byTag: null };
const TOLD = { person: "needs a person", learn: "to learn from", fine: "fine", unjudged: "could not be judged" };

calls.init = () => {
  const { data, form } = { data: overview.data, form: calls.form };
  calls.events = [0];
  for (const n of data.nEvents) calls.events.push(calls.events.at(-1) + n);
  calls.tags = overview.texts.map((text) => text.split(/[,;|]/).map((tag) => tag.trim()).filter(Boolean));
  calls.words = data.name.map((name, i) =>
    [name, ...["agent", "queue", "tags", "why"].map((of) => overview.texts[data[of][i]])].join("\n").toLowerCase());
  const used = (of) => [...new Set(data[of])].filter(Boolean).map((i) => overview.texts[i]);
  const sorted = (values) => [...new Set(values)].sort((a, b) => a.localeCompare(b)).map((each) => [each, each]);
  fill(form.elements.agent, sorted(used("agent")), "everybody");
  fill(form.elements.queue, sorted(used("queue")), "all");
  fill(form.elements.tag, sorted([...new Set(data.tags)].flatMap((i) => calls.tags[i])), "all");
  fill(form.elements.event, [...data.eventNames].sort((a, b) => a[1].localeCompare(b[1])), "anything");
  form.hidden = byId("table").hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => setFilter(event.target.name, event.target.value.trim()));
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const name of FIELDS) delete overview.view[name];
    writeAddress();
    shown();
  });
  byId("more").addEventListener("click", calls.more);
};

calls.show = () => {
  const { form } = calls;
  for (const name of FIELDS) {
    const field = form.elements[name], value = overview.view[name] || "";
    if (field !== document.activeElement || !value) field.value = value;
  }
  calls.event = overview.data.eventNames.findIndex(([id]) => id === overview.view.event);
  calls.found = overview.data.id.map((_, i) => i).filter(calls.matches());
  calls.shown = 0;
  byId("rows").replaceChildren();
  const n = overview.data.id.length;
  byId("count").textContent = calls.found.length === n ? counted(n, "call") : `${calls.found.length.toLocaleString("en")} of ${counted(n, "call")}`;
  calls.more();
};

// Whether a call is in the view; all filters must hold.
calls.matches = () => {
  const { data, texts, view } = overview;
  const is = (of, value) => (i) => texts[data[of][i]] === value;
  const tests = [];
  for (const of of ["agent", "queue", "triage"]) if (view[of]) tests.push(is(of, view[of]));
  if (view.from) tests.push((i) => data.date[i] && data.date[i].slice(0, 10) >= view.from);
  if (view.to) tests.push((i) => data.date[i] && data.date[i].slice(0, 10) <= view.to);
  if (view.tag) tests.push((i) => calls.tags[data.tags[i]].includes(view.tag));
  if (view.event) tests.push((i) => calls.eventAt(i) !== null);
  if (view.text) {
    const wanted = view.text.toLowerCase().split(/\s+/);
    tests.push((i) => wanted.every((word) => calls.words[i].includes(word)));
  }
  return (i) => tests.every((test) => test(i));
};

// When the event that is filtered by first came up in a call; null where it did not.
calls.eventAt = (i) => {
  for (let at = calls.events[i]; at < calls.events[i + 1]; at += 1) {
    if (overview.data.events[at] === calls.event) return overview.data.eventsAt[at];
  }
  return null;
};

calls.more = () => {
  const next = calls.found.slice(calls.shown, calls.shown + STEP);
  const isAsked = calls.shown > 0;
  const made = next.map(calls.row);
  byId("rows").append(...made);
  calls.shown += next.length;
  const left = calls.found.length - calls.shown;
  byId("more").hidden = left === 0;
  byId("more").textContent = `Show ${Math.min(STEP, left)} more`;
  if (isAsked && made.length) made[0].querySelector("a")?.focus();
};

calls.row = (i) => {
  const { data, texts } = overview;
  const of = (name) => texts[data[name][i]];
  const row = element("tr", "", `is-${of("triage")}`);
  const atS = overview.view.event ? calls.eventAt(i) : data.at[i];
  const cell = (text, isWhole = true) => row.append(element("td", text, isWhole ? "whole" : ""));
  const moment = element("td", "", "whole");
  moment.append(opens(i, atS, atS === null ? "open" : clock(atS)));
  row.append(moment);
  row.append(element("td", of("why") || TOLD[of("triage")], "what"));
  const name = element("th", data.name[i]);
  name.scope = "row";
  row.append(name);
  cell(data.date[i].slice(0, 16).replace("T", " "));
  cell(of("agent"), false);
  cell(of("queue"), false);
  cell(calls.range(i));
  for (const name of ["wpm", "response", "complaints", "score"]) {
    const value = data[name][i];
    cell(value === null ? "–" : name === "response" ? `${value.toFixed(1)} s` : `${value}`);
  }
  return row;
};

// The count of talk-overs with its range; a dash where it was withheld.
calls.range = (i) => {
  const { talkOvers, low, high } = overview.data;
  if (talkOvers[i] === null) return "–";
  const isSure = low[i] === null || low[i] === high[i];
  return isSure ? `${talkOvers[i]}` : `${talkOvers[i]} (${low[i]}-${high[i]})`;
};
