// The ribbon beside a stave: pitch as a line, loudness as a fill, both against the own usual.
const PITCH_REACH = 4 * 9, LEVEL_REACH = 2 * 14; // packed steps from the middle to the edge

score.ribbon = (pen, part) => {
  const { stave, ribbonY: y, ribbon: height } = part;
  const middle = y + height / 2;
  const step = page.data.step;
  const first = Math.max(0, Math.floor(scale.startS / step));
  const last = Math.min(part.level.length - 1, Math.ceil(scale.endS / step));
  const per = Math.max(1, Math.floor(1 / (step * scale.perS())));
  const wide = Math.max(1, per * step * scale.perS()) + 0.5;
  const from = Math.floor(first / per) * per;
  pen.fillStyle = score.colours[`${stave.party}Wash`];
  for (let i = from; i <= last; i += per) {
    const level = mean(part.level, i, i + per);
    if (!level) continue;
    const rise = within((level - 128) / LEVEL_REACH, -1, 1) * (height / 2);
    // From the foot of the ribbon, so that the usual loudness fills it to the middle.
    pen.fillRect(scale.x(i * step), middle - rise, wide, height / 2 + rise);
  }
  pen.fillStyle = score.colours.rail;
  pen.fillRect(scale.gutter, middle, scale.width - scale.gutter, 1);
  pen.strokeStyle = score.colours[stave.party];
  pen.lineWidth = 1.5;
  pen.lineJoin = "round";
  pen.beginPath();
  let missed = Infinity;
  for (let i = from; i <= last; i += per) {
    const pitch = mean(part.pitch, i, i + per);
    if (!pitch) { missed += per; continue; }
    const at = middle - within((pitch - 128) / PITCH_REACH, -1, 1) * (height / 2 - 1);
    const x = scale.x((i + per / 2) * step);
    if (missed * step > 0.25 && missed >= 1) { pen.moveTo(x - 0.8, at); }
    pen.lineTo(x, at);
    missed = 0;
  }
  pen.stroke();
};

function mean(row, from, to) {
  let sum = 0, count = 0;
  for (let i = from; i < to && i < row.length; i += 1) {
    if (row[i]) { sum += row[i]; count += 1; }
  }
  return count ? sum / count : 0;
}
