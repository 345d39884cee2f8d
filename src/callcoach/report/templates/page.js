"use strict";
// Shared ground of the page's scripts: data, elements, clock. Text reaches the page only as
// textContent or drawn text, never as HTML.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const isCalm = matchMedia("(prefers-reduced-motion: reduce)");

function clock(atS, withTenths = false) {
  const tenths = Math.floor(atS * 10 + 1e-6);
  const seconds = Math.floor(tenths / 10);
  const pad = (value) => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60) % 60;
  const hours = Math.floor(seconds / 3600);
  const text = hours ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
  return withTenths ? `${text}.${tenths % 10}` : text;
}

function unpacked(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

function within(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

// The way round that is shown: 0 as reviewed, 1 with agent and customer swapped.
const page = { way: 0, get data() { return data.ways[page.way]; } };
const durationS = data.ways[0].duration;
