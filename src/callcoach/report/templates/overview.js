"use strict";
// The overview's ground: the packed columns, the filters, and the address that holds them. Text
// reaches the page only as textContent.
const byId = (id) => document.getElementById(id);
const FIELDS = ["agent", "from", "to", "queue", "tag", "event", "triage", "text"];
const STEP = 100;
const LEAD_S = 2;
const overview = { data: null, view: {}, texts: null };

async function unpacked(text) {
  const letters = atob(text);
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(inflated).json();
}

function clock(atS) {
  const seconds = Math.floor(atS);
  const pad = (value) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}

function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

const counted = (n, one) => `${n.toLocaleString("en")} ${one}${n === 1 ? "" : "s"}`;

// The page of a call, opened at a moment; null where it is not known.
function pageOf(call, atS) {
  const page = overview.data.page[call];
  if (page === null) return null;
  const at = atS === null ? "" : `#t=${Math.max(0, atS - LEAD_S).toFixed(1)}`;
  return (page === 1 ? `./reviews/${encodeURIComponent(overview.data.id[call])}.html` : page) + at;
}

function opens(call, atS, said) {
  const href = pageOf(call, atS);
  if (href === null) return element("span", said, "soft");
  const link = element("a", "", "button play-from");
  link.href = href;
  link.append(element("i", "", "triangle"), element("span", `Open ${overview.data.name[call]} at `, "hidden"), said);
  return link;
}

// The address holds what is filtered, so that a view can be sent.
function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  overview.view = {};
  for (const name of [...FIELDS, "due"]) if (asked.get(name)) overview.view[name] = asked.get(name);
  return Object.keys(overview.view).length > 0;
}

function writeAddress() {
  const asked = new URLSearchParams(overview.view).toString();
  history.replaceState(null, "", asked ? `#${asked}` : location.pathname + location.search);
}

function setFilter(name, value) {
  if (value) overview.view[name] = value;
  else delete overview.view[name];
  writeAddress();
  shown();
}

function shown() {
  calls.show();
  promises.show();
}

function fill(select, values, first) {
  const options = values.map(([value, name]) => {
    const option = element("option", name);
    option.value = value;
    return option;
  });
  const none = element("option", first);
  none.value = "";
  select.replaceChildren(none, ...options);
}

// Links within the page must not take the filters out of the address.
function stepInside(event) {
  const link = event.target.closest("a[href^='#']");
  if (!link || link.hash.includes("=")) return;
  const place = byId(link.hash.slice(1));
  if (!place) return;
  event.preventDefault();
  place.scrollIntoView({ block: "start" });
  place.focus({ preventScroll: true });
}

function stepPersons(by) {
  const links = [...document.querySelectorAll("#persons .play-from")];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  const next = links[Math.min(links.length - 1, Math.max(0, at < 0 && by < 0 ? 0 : at + by))];
  next.focus();
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, dialog")) return;
  const actions = {
    n: () => stepPersons(1),
    p: () => stepPersons(-1),
    "/": () => calls.form && calls.form.elements.text.focus(),
    "?": () => byId("help").showModal(),
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}
