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

score.playhead = (pen) => {
  if (!player.atS) return;
  const x = scale.x(player.atS);
  pen.fillStyle = score.colours.ink;
  pen.fillRect(x - 0.75, AXIS - 4, 1.5, score.height - AXIS);
  pen.beginPath();
  pen.moveTo(x - 5, AXIS - 8);
  pen.lineTo(x + 5, AXIS - 8);
  pen.lineTo(x, AXIS - 1);
  pen.fill();
};

const OVERVIEW = 34;

function drawOverview() {
  const canvas = score.overview;
  canvas.hidden = scale.isWhole();
  if (canvas.hidden) return;
  const pen = score.fit(canvas, OVERVIEW);
  const { colours } = score;
  const width = canvas.clientWidth, perS = width / durationS;
  const height = (OVERVIEW - 6) / score.parts.length;
  score.parts.forEach((part, i) => {
    const shares = new Float32Array(Math.ceil(width) + 1);
    const flat = part.stave.speech;
    for (let k = 0; k < flat.length; k += 2) addShare(shares, flat[k] * perS, flat[k + 1] * perS);
    pen.fillStyle = colours[part.stave.party];
    shares.forEach((share, x) => {
      pen.globalAlpha = 0.75 * Math.min(1, share);
      if (share > 0) pen.fillRect(x, 3 + i * height, 1, height - 1);
    });
  });
  pen.globalAlpha = 1;
  pen.fillStyle = colours.attention;
  for (const each of page.data.events) {
    if (each.counted) pen.fillRect(each.start * perS - 1, 1, 2, OVERVIEW - 2);
  }
  const x = scale.startS * perS, wide = Math.max(6, (scale.endS - scale.startS) * perS);
  pen.fillStyle = colours.paper;
  pen.globalAlpha = 0.6;
  pen.fillRect(0, 0, x, OVERVIEW);
  pen.fillRect(x + wide, 0, width, OVERVIEW);
  pen.globalAlpha = 1;
  pen.strokeStyle = colours.ink;
  pen.lineWidth = 1.5;
  pen.strokeRect(x + 0.75, 0.75, wide - 1.5, OVERVIEW - 1.5);
  pen.fillStyle = colours.ink;
  pen.fillRect(player.atS * perS - 0.75, 0, 1.5, OVERVIEW);
}
