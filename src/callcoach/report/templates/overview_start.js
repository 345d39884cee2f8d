// Brings the overview to life.
async function start() {
  document.addEventListener("click", stepInside);
  document.addEventListener("keydown", pressed);
  const held = byId("data");
  if (held) {
    overview.data = await unpacked(held.textContent);
    overview.texts = overview.data.texts;
    const isView = readAddress();
    calls.init();
    promises.init();
    shown();
    if (isView) byId(overview.view.due && Object.keys(overview.view).length < 3 ? "promises" : "calls").scrollIntoView({ behavior: "instant" });
    window.addEventListener("hashchange", () => {
      readAddress();
      shown();
      byId("calls").scrollIntoView({ block: "start" });
    });
  }
  document.documentElement.dataset.ready = performance.now().toFixed();
}

start();
