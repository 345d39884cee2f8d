// The ribbon beside a stave: pitch as a line, loudness as a fill, both against the own usual.
const PITCH_REACH = 4 * 9, LEVEL_REACH = 2 * 14; // packed steps from the middle to the edge

const STEPS_A_PIXEL = 0.8; // finer is not seen and costs most of the drawing

// A packed row, and the same row by ever longer means: each half as long as the one before.
function coarser(row) {
  const rows = [row];
  while (row.length > 500) {
    const half = new Uint8Array(Math.ceil(row.length / 2));
    for (let i = 0; i < half.length; i += 1) {
      const one = row[2 * i], two = row[2 * i + 1] || 0;
      half[i] = one && two ? (one + two + 1) >> 1 : one || two;
    }
    rows.push(half);
    row = half;
  }
  return rows;
}

score.ribbon = (pen, part) => {
  const { stave, ribbonY: y, ribbon: height } = part;
  const middle = y + height / 2;
  const perPixel = 1 / (page.data.step * scale.perS());
  const depth = within(Math.ceil(Math.log2(Math.max(1, perPixel / STEPS_A_PIXEL))), 0, part.level.length - 1);
  const level = part.level[depth], pitch = part.pitch[depth];
  const step = page.data.step * 2 ** depth;
  const first = Math.max(0, Math.floor(scale.startS / step));
  const last = Math.min(level.length - 1, Math.ceil(scale.endS / step));
  const wide = Math.ceil(step * scale.perS());
  pen.fillStyle = score.colours[`${stave.party}Wash`];
  for (let i = first; i <= last; i += 1) {
    if (!level[i]) continue;
    const rise = Math.round(within((level[i] - 128) / LEVEL_REACH, -1, 1) * (height / 2));
    // From the foot of the ribbon, so that the usual loudness fills it to the middle.
    pen.fillRect(Math.round(scale.x(i * step)), middle - rise, wide, height / 2 + rise);
  }
  pen.fillStyle = score.colours.rail;
  pen.fillRect(scale.gutter, middle, scale.width - scale.gutter, 1);
  pen.strokeStyle = score.colours[stave.party];
  pen.lineWidth = 1.5;
  pen.lineJoin = "bevel";
  pen.beginPath();
  let missed = Infinity;
  for (let i = first; i <= last; i += 1) {
    if (!pitch[i]) { missed += 1; continue; }
    const at = middle - within((pitch[i] - 128) / PITCH_REACH, -1, 1) * (height / 2 - 1);
    const x = scale.x((i + 0.5) * step);
    if (missed && missed * step > 0.25) pen.moveTo(x - 0.8, at);
    pen.lineTo(x, at);
    missed = 0;
  }
  pen.stroke();
};
