// The keyboard, as listed under `?`; letters typed into a field stay there.
const STEP_S = 5;
const keys = { byPointer: null, isOurs: false };

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  if (target.closest("input, textarea, dialog")) return;
  const isChosenByKey = target.matches("button, summary") && target !== keys.byPointer;
  const actions = {
    " ": () => player.toggle(),
    ArrowLeft: () => player.seek(player.atS - STEP_S),
    ArrowRight: () => player.seek(player.atS + STEP_S),
    n: () => moments.step(1),
    p: () => moments.step(-1),
    "+": () => player.stepSpeed(1),
    "=": () => player.stepSpeed(1),
    "-": () => player.stepSpeed(-1),
    "/": find.start,
    "?": () => byId("help").showModal(),
  };
  if (target === score.canvas) Object.assign(actions, { Home: () => player.seek(0), End: () => player.seek(durationS) });
  const action = actions[event.key];
  // Space presses a button that was reached by Tab, not one that the mouse has just pressed.
  keys.isOurs = Boolean(action) && !(event.key === " " && isChosenByKey);
  if (!keys.isOurs) return;
  event.preventDefault();
  action();
}

function listenToKeys() {
  document.addEventListener("keydown", pressed);
  document.addEventListener("keyup", (event) => {
    if (event.key === " " && keys.isOurs) event.preventDefault();
    keys.isOurs = false;
  });
  document.addEventListener("pointerdown", (event) => { keys.byPointer = event.target.closest("button, summary"); }, true);
  document.addEventListener("focusin", (event) => {
    if (event.target !== keys.byPointer) keys.byPointer = null;
  });
  byId("help-button").addEventListener("click", () => byId("help").showModal());
}
