// What lies over the staves: overlaps with their marks, moments, the playhead, the overview.
score.events = (pen) => {
  const { colours } = score;
  const inView = page.data.events.filter((each) => each.end >= scale.startS && each.start <= scale.endS);
  const isDense = scale.perS() < DENSE;
  let talkOvers = 0;
  for (const each of inView) {
    if (!each.counted) continue;
    talkOvers += 1;
    pen.fillStyle = pen.strokeStyle = colours.attention;
    pen.lineWidth = 1.5;
    // The frame holds the seconds in which both speak, not all that was said.
    eachSpan(each.both, (x, width) => {
      const wide = Math.max(width, 1.5);
      pen.globalAlpha = isDense ? 0.55 : 0.35;
      pen.fillRect(x, score.top - 5, wide, score.bottom - score.top + 10);
      pen.globalAlpha = 1;
      if (!isDense) pen.strokeRect(x, score.top - 5, wide, score.bottom - score.top + 10);
    });
  }
  // Talk-overs last, so that nothing hides them.
  const inOrder = [...inView].sort((a, b) => Number(a.counted) - Number(b.counted));
  let lastX = -Infinity;
  for (const each of inOrder) {
    const isHovered = score.hover === each;
    const x = scale.x(each.start);
    // Where marks would cover each other, one stands for its neighbours of the same weight.
    if (isDense && Math.abs(x - lastX) < 9 && !isHovered) continue;
    lastX = x;
    if (isHovered) {
      pen.fillStyle = colours.line;
      pen.fillRect(x - 9, score.markY - 11, 18, 22);
    }
    drawMark(pen, each.kind, x, score.markY, each.by === "agent", colours);
  }
  return talkOvers;
};

const FLAG_STEP = 18;

// Where the moments' flags stand: over their time, pushed apart where they would cover each other.
score.flagPlaces = () => {
  const isShown = (each) =>
    each.start >= scale.startS && each.start <= scale.endS && (each.main || score.selected === each);
  const places = page.data.moments
    .filter(isShown)
    .sort((a, b) => a.start - b.start)
    .map((moment) => ({ moment, x: within(scale.x(moment.start), scale.gutter + 10, scale.width - 10) }));
  let least = -Infinity, most = scale.width - 10;
  for (const place of places) least = (place.x = Math.max(place.x, least)) + FLAG_STEP;
  for (const place of places.toReversed()) most = (place.x = Math.min(place.x, most)) - FLAG_STEP;
  return places;
};

score.flags = (pen) => {
  const { colours } = score;
  pen.textAlign = "center";
  pen.font = "600 11px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
  for (const { moment: each, x } of score.flagPlaces()) {
    const isSelected = score.selected === each;
    const y = AXIS + FLAGS / 2 - 1;
    const ink = each.kind === "praise" ? colours.agent : each.kind === "coach" ? colours.attentionInk : colours.soft;
    pen.beginPath();
    if (each.kind === "praise") pen.arc(x, y, 8.5, 0, 7);
    else pen.roundRect(x - 8.5, y - 8.5, 17, 17, 3);
    pen.fillStyle = isSelected ? ink : colours.sheet;
    pen.fill();
    pen.strokeStyle = ink;
    pen.lineWidth = 1.3;
    pen.stroke();
    pen.fillStyle = isSelected ? colours.sheet : ink;
    pen.fillText(String(each.number), x, y + 0.5);
  }
};

// The playhead is an element over the canvas, so that playing draws nothing anew.
score.playhead = () => {
  const place = (head, x, isShown) => {
    head.hidden = !isShown;
    head.style.transform = `translateX(${x.toFixed(1)}px)`;
  };
  const x = scale.x(player.atS);
  place(score.head, x, player.atS > 0 && x >= scale.gutter && x <= scale.width);
  place(score.overviewHead, (player.atS / durationS) * scale.width, player.atS > 0);
};

const OVERVIEW = 34;

// The strip of the whole call, drawn once a size, with a frame around what the score shows.
function drawOverview() {
  const canvas = score.overview;
  canvas.parentElement.hidden = scale.isWhole();
  if (scale.isWhole()) return;
  const width = canvas.clientWidth, perS = width / durationS;
  const drawn = [width, page.way, score.colours.paper, window.devicePixelRatio].join();
  if (canvas.dataset.drawn !== drawn) {
    canvas.dataset.drawn = drawn;
    drawWhole(score.fit(canvas, OVERVIEW), perS, width);
  }
  const frame = score.overviewFrame.style;
  frame.left = `${(scale.startS * perS).toFixed(1)}px`;
  frame.width = `${Math.max(6, (scale.endS - scale.startS) * perS).toFixed(1)}px`;
}

function drawWhole(pen, perS, width) {
  const { colours } = score;
  const height = (OVERVIEW - 6) / score.parts.length;
  score.parts.forEach((part, i) => {
    const shares = new Float32Array(Math.ceil(width) + 1);
    const flat = part.stave.speech;
    for (let k = 0; k < flat.length; k += 2) addShare(shares, flat[k] * perS, flat[k + 1] * perS);
    pen.fillStyle = colours[part.stave.party];
    drawShares(pen, shares, 3 + i * height, height - 1, (share) => 0.75 * share);
  });
  pen.fillStyle = colours.attention;
  for (const each of page.data.events) {
    if (each.counted) pen.fillRect(each.start * perS - 1, 1, 2, OVERVIEW - 2);
  }
}
