// Draws the score: two staves of speech, what lies between them, ribbons, silences, moments.
const AXIS = 22, FLAGS = 20, RIBBON = 46, STAVE = 36, MIDDLE = 34, SILENCE = 20, PAD = 6;
const GUTTER = 92;
const DENSE = 1.2; // below so many pixels a second, speech is drawn as its share of each pixel

const score = { canvas: byId("score"), head: byId("playhead"), overview: byId("overview"), overviewFrame: byId("overview-frame"), overviewHead: byId("overview-head"), selected: null, hover: null, colours: {}, parts: [], frame: 0 };

score.readColours = () => {
  const style = getComputedStyle(document.documentElement);
  const name = (key) => style.getPropertyValue(key).trim();
  score.colours = {
    paper: name("--paper"), sheet: name("--sheet"), ink: name("--ink"), soft: name("--soft"), line: name("--line"), rail: name("--rail"),
    attention: name("--attention"), attentionInk: name("--attention-ink"), attentionWash: name("--attention-wash"),
    agent: name("--agent"), agentWash: name("--agent-wash"), customer: name("--customer"), customerWash: name("--customer-wash"),
    unknown: name("--soft"), unknownWash: name("--line"),
  };
};

// Where each row lies, from the top; ribbons only where there are contours.
score.layOut = () => {
  const staves = page.data.staves;
  const ribbon = staves.some((each) => each.level) ? RIBBON : 0;
  let y = AXIS + FLAGS;
  score.parts = staves.map((stave, i) => {
    const above = i === 0;
    const part = { stave, ribbonY: above ? y : y + STAVE + PAD, ribbon: stave.level ? ribbon : 0 };
    part.y = above ? y + (ribbon ? ribbon + PAD : 0) : y;
    y = above ? part.y + STAVE + (staves.length > 1 ? MIDDLE : PAD) : y + STAVE + PAD + ribbon;
    part.level = stave.level ? coarser(unpacked(stave.level)) : null;
    part.pitch = stave.pitch ? coarser(unpacked(stave.pitch)) : null;
    return part;
  });
  score.silenceY = y + PAD;
  score.height = score.silenceY + SILENCE + 4;
  const [first, last] = [score.parts[0], score.parts[score.parts.length - 1]];
  score.top = first.y;
  score.bottom = last.y + STAVE;
  score.markY = score.parts.length > 1 ? first.y + STAVE + MIDDLE / 2 : first.y;
};

score.fit = (canvas, height) => {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  canvas.style.height = `${height}px`;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  // To set a size, be it the same, costs a new canvas.
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.font = "12px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
  pen.textBaseline = "middle";
  return pen;
};

score.draw = () => {
  score.frame = 0;
  scale.width = score.canvas.clientWidth;
  scale.gutter = scale.width > 640 ? GUTTER : 0;
  const pen = score.fit(score.canvas, score.height);
  score.axis(pen);
  pen.save();
  pen.beginPath();
  pen.rect(scale.gutter, 0, scale.width - scale.gutter, score.height);
  pen.clip();
  score.washes(pen);
  for (const part of score.parts) {
    score.speech(pen, part);
    if (part.level) score.ribbon(pen, part);
  }
  score.canvas.dataset.talkOvers = String(score.events(pen));
  score.flags(pen);
  pen.restore();
  score.names(pen);
  drawOverview();
  score.playhead();
};

score.later = () => {
  if (!score.frame) score.frame = requestAnimationFrame(score.draw);
};

score.axis = (pen) => {
  const step = scale.tick();
  pen.fillStyle = score.colours.soft;
  pen.textAlign = "center";
  for (let atS = Math.ceil(scale.startS / step) * step; atS <= scale.endS; atS += step) {
    const x = scale.x(atS);
    pen.fillStyle = score.colours.line;
    pen.fillRect(x, AXIS - 2, 1, score.height - AXIS - 4);
    pen.fillStyle = score.colours.soft;
    const half = pen.measureText(clock(atS)).width / 2 + 3;
    pen.fillText(clock(atS), within(x, scale.gutter + half, scale.width - half), AXIS / 2 + 1);
  }
};

score.names = (pen) => {
  pen.textAlign = "left";
  pen.font = "11px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
  pen.fillStyle = score.colours.soft;
  if (scale.gutter) pen.fillText("silence", 12, score.silenceY + SILENCE / 2 - 1.5);
  for (const part of score.parts) {
    pen.fillStyle = score.colours[part.stave.party];
    if (scale.gutter) {
      pen.font = "600 13px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
      pen.fillText(part.stave.label, 12, part.y + STAVE / 2);
      pen.font = "11px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
      pen.fillStyle = score.colours.soft;
      if (part.ribbon) pen.fillText("voice", 12, part.ribbonY + part.ribbon / 2);
    } else {
      pen.font = "600 11px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
      pen.fillText(part.stave.label, 6, part.y - 7);
    }
  }
};

// Calls `draw(x, width)` for each span of a flat row of edges that is in view.
function eachSpan(flat, draw) {
  let low = 0, high = flat.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (flat[2 * middle + 1] < scale.startS) low = middle + 1;
    else high = middle;
  }
  for (let i = low; 2 * i < flat.length && flat[2 * i] <= scale.endS; i += 1) {
    const x = scale.x(flat[2 * i]);
    draw(x, scale.x(flat[2 * i + 1]) - x);
  }
}

score.washes = (pen) => {
  const { colours } = score;
  if (score.selected) {
    const x = scale.x(score.selected.start);
    const width = Math.max(3, scale.x(score.selected.end) - x);
    pen.fillStyle = score.selected.kind === "praise" ? colours.agentWash : colours.attentionWash;
    pen.fillRect(x - 3, AXIS, width + 6, score.silenceY - AXIS);
  }
  for (const part of score.parts) {
    const y = part.y - 5, height = STAVE + 10;
    eachSpan(part.stave.raised, (x, width) => hatch(pen, x, y, Math.max(width, 4), height, colours.attention, true));
    eachSpan(part.stave.fast, (x, width) => hatch(pen, x, y, Math.max(width, 4), height, colours.soft, false));
    pen.fillStyle = colours.line;
    pen.fillRect(scale.gutter, part.y + STAVE / 2, scale.width - scale.gutter, 1);
  }
  const customer = score.parts.find((part) => part.stave.party === "customer");
  pen.fillStyle = colours.customer;
  eachSpan(customer ? page.data.vents : [], (x, width) => {
    const y = customer.y + STAVE + 3;
    pen.fillRect(x, y, Math.max(width, 2), 2);
    for (const end of [x, x + width - 1.5]) pen.fillRect(end, y, 1.5, 5);
  });
  pen.textAlign = "center";
  for (const each of page.data.silences) {
    const x = scale.x(each.start), width = scale.x(each.end) - x;
    if (x + width < scale.gutter || x > scale.width) continue;
    pen.fillStyle = each.kind === "hold" ? colours.rail : colours.attentionWash;
    pen.fillRect(x, score.silenceY, Math.max(width, 2), SILENCE - 4);
    if (each.kind === "hold") hatch(pen, x, score.silenceY, Math.max(width, 2), SILENCE - 4, colours.soft, true);
    const length = each.end - each.start;
    const time = length < 60 ? `${length.toFixed(length < 9.95 ? 1 : 0)} s` : clock(length);
    const text = [`${each.kind} ${time}`, time].find((one) => width > pen.measureText(one).width + 8);
    if (text) {
      const wide = pen.measureText(text).width + 8;
      if (each.kind === "hold") {
        pen.fillStyle = colours.sheet;
        pen.fillRect(x + (width - wide) / 2, score.silenceY, wide, SILENCE - 4);
      }
      pen.fillStyle = colours.ink;
      pen.fillText(text, x + width / 2, score.silenceY + SILENCE / 2 - 1.5);
    }
  }
};

function hatch(pen, x, y, width, height, colour, isSlanted) {
  const left = Math.max(x, scale.gutter), right = Math.min(x + width, scale.width);
  if (right <= left) return;
  pen.save();
  pen.beginPath();
  pen.rect(left, y, right - left, height);
  pen.clip();
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.globalAlpha = isSlanted ? 0.75 : 0.5;
  pen.beginPath();
  const lean = isSlanted ? height : 0;
  for (let at = Math.floor((left - lean) / 6) * 6; at < right; at += 6) {
    pen.moveTo(at + 0.5, y + height);
    pen.lineTo(at + 0.5 + lean, y);
  }
  pen.stroke();
  pen.restore();
}

score.speech = (pen, part) => {
  pen.fillStyle = score.colours[part.stave.party];
  if (scale.perS() >= DENSE) {
    eachSpan(part.stave.speech, (x, width) => {
      pen.beginPath();
      pen.roundRect(x, part.y, Math.max(width, 1.2), STAVE, Math.min(3, width / 2));
      pen.fill();
    });
    return;
  }
  const shares = new Float32Array(Math.ceil(scale.width) + 1);
  eachSpan(part.stave.speech, (x, width) => addShare(shares, x, x + width));
  drawShares(pen, shares, part.y, STAVE, (share) => 0.12 + 0.88 * share);
};

const SHADES = 16;

// Columns a pixel wide, darker the more is spoken in each; like neighbours are drawn as one.
function drawShares(pen, shares, y, height, alpha) {
  const shade = (share) => Math.min(SHADES, Math.ceil(share * SHADES - 1e-6));
  let from = 0;
  for (let x = 1; x <= shares.length; x += 1) {
    if (x < shares.length && shade(shares[x]) === shade(shares[from])) continue;
    if (shade(shares[from])) {
      pen.globalAlpha = Math.min(1, alpha(shade(shares[from]) / SHADES));
      pen.fillRect(from, y, x - from, height);
    }
    from = x;
  }
  pen.globalAlpha = 1;
}

function addShare(shares, from, to) {
  const low = Math.max(0, from), high = Math.min(shares.length - 1e-3, to);
  for (let x = Math.floor(low); x < high; x += 1) {
    shares[x] += Math.min(x + 1, high) - Math.max(x, low);
  }
}
