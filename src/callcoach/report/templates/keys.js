// The keyboard, as listed under `?`; letters typed into a field stay there.
const STEP_S = 5;

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  if (target.closest("input, textarea, dialog")) return;
  const isChosenByKey = target.matches("button, a, summary, audio") && target.matches(":focus-visible");
  const actions = {
    " ": () => player.toggle(),
    ArrowLeft: () => player.seek(player.atS - STEP_S),
    ArrowRight: () => player.seek(player.atS + STEP_S),
    n: () => moments.step(1),
    p: () => moments.step(-1),
    "+": () => player.stepSpeed(1),
    "=": () => player.stepSpeed(1),
    "-": () => player.stepSpeed(-1),
    "/": () => {
      const box = document.querySelector(".find-box");
      if (box) box.focus();
    },
    "?": () => byId("help").showModal(),
  };
  if (target === score.canvas) Object.assign(actions, { Home: () => player.seek(0), End: () => player.seek(durationS) });
  const action = actions[event.key];
  // Space on a button that was reached by Tab presses that button.
  if (!action || (event.key === " " && isChosenByKey)) return;
  event.preventDefault();
  action();
}

function listenToKeys() {
  document.addEventListener("keydown", pressed);
  byId("help-button").addEventListener("click", () => byId("help").showModal());
}
