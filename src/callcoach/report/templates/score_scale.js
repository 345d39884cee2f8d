// What part of the call the score shows, and where a moment of it lies on the canvas.
const LEAST_SHOWN_S = 4;
const PIXELS_A_SECOND = 3.2;

const scale = { startS: 0, endS: durationS, width: 1, gutter: 0, listeners: [] };

scale.perS = () => (scale.width - scale.gutter) / Math.max(scale.endS - scale.startS, 1e-6);
scale.x = (atS) => scale.gutter + (atS - scale.startS) * scale.perS();
scale.time = (x) => within(scale.startS + (x - scale.gutter) / scale.perS(), 0, durationS);
scale.isWhole = () => scale.startS <= 0 && scale.endS >= durationS;

scale.show = (startS, endS) => {
  const shownS = within(endS - startS, Math.min(LEAST_SHOWN_S, durationS), durationS);
  scale.startS = within(startS, 0, durationS - shownS);
  scale.endS = scale.startS + shownS;
  for (const listener of scale.listeners) listener();
};

scale.zoom = (factor, aroundS = (scale.startS + scale.endS) / 2) => {
  const shownS = within((scale.endS - scale.startS) * factor, Math.min(LEAST_SHOWN_S, durationS), durationS);
  const share = (aroundS - scale.startS) / (scale.endS - scale.startS);
  scale.show(aroundS - share * shownS, aroundS + (1 - share) * shownS);
};

scale.pan = (byS) => scale.show(scale.startS + byS, scale.endS + byS);

scale.reveal = (startS, endS = startS) => {
  const shownS = scale.endS - scale.startS;
  if (startS >= scale.startS + 0.02 * shownS && endS <= scale.endS - 0.05 * shownS) return;
  scale.show(startS - 0.15 * shownS, startS + 0.85 * shownS);
};

// A call that would be too dense on this screen opens on the first moment to work on.
scale.open = () => {
  const fits = (scale.width - scale.gutter) / PIXELS_A_SECOND;
  if (durationS <= fits) return scale.show(0, durationS);
  const moments = page.data.moments;
  const first = moments.find((each) => each.kind === "coach") || moments[0];
  const startS = first ? first.from - 0.15 * fits : 0;
  return scale.show(startS, startS + fits);
};

// Seconds between two ticks of the axis, so that labels stand at least 70 pixels apart.
scale.tick = () => {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
  return steps.find((step) => step * scale.perS() >= 70) || 7200;
};
