// Hands on the score: wheel and pinch zoom, drag pans, a click plays from there.
const DRAG_LEAST = 5;
const SCROLL_PAUSE_MS = 350;

score.eventAt = (x, y) => {
  const isBetween = y > score.top - 6 && y < score.bottom + 6;
  if (!isBetween) return null;
  let best = null, least = 10;
  for (const each of page.data.events) {
    const from = scale.x(each.start), to = scale.x(each.end);
    const distance = x < from ? from - x : x > to && each.counted ? x - to : each.counted ? 0 : Math.abs(x - from);
    if (distance < least) { best = each; least = distance; }
  }
  return best;
};

score.momentAt = (x, y) => {
  if (y < AXIS || y > AXIS + FLAGS) return null;
  const place = score.flagPlaces().find((each) => Math.abs(each.x - x) < FLAG_STEP / 2);
  return place ? place.moment : null;
};

score.hovered = (x, y) => {
  const event = score.eventAt(x, y);
  const moment = score.momentAt(x, y);
  const atS = scale.time(x);
  const says = moment ? moment.says : event ? event.says : "";
  byId("readout").textContent = x < scale.gutter ? "" : `${clock(atS, true)}${says ? ` · ${says}` : ""}`;
  score.canvas.style.cursor = moment ? "pointer" : "";
  if (event !== score.hover) {
    score.hover = event;
    score.later();
  }
};

score.clicked = (x, y) => {
  if (x < scale.gutter) return;
  const moment = score.momentAt(x, y);
  if (moment) moments.select(moment.number, true);
  else player.playFrom(scale.time(x));
};

score.listen = () => {
  const canvas = score.canvas;
  const down = new Map();
  let isDragged = false, scrolledAt = -Infinity;
  const pinched = () => {
    const [one, two] = [...down.values()];
    return { middle: (one.x + two.x) / 2, apart: Math.abs(one.x - two.x) };
  };
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  // A page scroll that passes over the score goes on; only a wheel that begins on it zooms.
  window.addEventListener("wheel", (event) => {
    if (event.target !== canvas) scrolledAt = event.timeStamp;
  }, { passive: true });
  canvas.addEventListener("wheel", (event) => {
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
    const isPassing = !event.ctrlKey && event.timeStamp - scrolledAt < SCROLL_PAUSE_MS;
    const isAtEnd = !isSideways && event.deltaY > 0 && scale.isWhole();
    if (isPassing || isAtEnd) {
      scrolledAt = event.timeStamp;
      return;
    }
    event.preventDefault();
    if (isSideways) scale.pan((event.deltaX || event.deltaY) / scale.perS());
    else scale.zoom(Math.exp(within(event.deltaY, -120, 120) * (event.ctrlKey ? 0.01 : 0.003)), scale.time(place(event).x));
  }, { passive: false });
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    down.set(event.pointerId, { ...place(event), startX: place(event).x });
    isDragged = down.size > 1;
  });
  canvas.addEventListener("pointermove", (event) => {
    const here = place(event), before = down.get(event.pointerId);
    if (!before) return score.hovered(here.x, here.y);
    if (Math.abs(here.x - before.startX) > DRAG_LEAST) isDragged = true;
    if (down.size === 2) {
      const was = pinched();
      down.set(event.pointerId, { ...here, startX: before.startX });
      const now = pinched();
      // What lay under the middle of the fingers stays there.
      const middleS = scale.time(was.middle);
      if (was.apart > 8 && now.apart > 8) scale.zoom(was.apart / now.apart, middleS);
      scale.pan((scale.x(middleS) - now.middle) / scale.perS());
    } else if (isDragged) {
      canvas.classList.add("dragging");
      scale.pan((before.x - here.x) / scale.perS());
    }
    return down.set(event.pointerId, { ...here, startX: before.startX });
  });
  const released = (event) => {
    if (!down.delete(event.pointerId)) return;
    canvas.classList.remove("dragging");
    const here = place(event);
    if (!isDragged && event.type === "pointerup") score.clicked(here.x, here.y);
  };
  canvas.addEventListener("pointerup", released);
  canvas.addEventListener("pointercancel", released);
  canvas.addEventListener("pointerleave", () => score.hovered(-1, -1));
  score.listenOverview();
  byId("zoom").hidden = false;
  byId("zoom-in").addEventListener("click", () => scale.zoom(0.5, score.centre()));
  byId("zoom-out").addEventListener("click", () => scale.zoom(2, score.centre()));
  byId("zoom-all").addEventListener("click", () => scale.show(0, durationS));
};

// Zooming by button keeps the playhead in place where it is in view.
score.centre = () => {
  const isInView = player.atS > scale.startS && player.atS < scale.endS;
  return isInView ? player.atS : (scale.startS + scale.endS) / 2;
};

score.listenOverview = () => {
  const go = (event) => {
    const box = score.overview.getBoundingClientRect();
    const atS = ((event.clientX - box.left) / box.width) * durationS;
    const half = (scale.endS - scale.startS) / 2;
    scale.show(atS - half, atS + half);
  };
  score.overview.addEventListener("pointerdown", (event) => {
    score.overview.setPointerCapture(event.pointerId);
    go(event);
  });
  score.overview.addEventListener("pointermove", (event) => {
    if (event.buttons) go(event);
  });
};
