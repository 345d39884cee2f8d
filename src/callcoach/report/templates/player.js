// Where the call is heard. Without sound the position moves all the same, so that a click shows
// its place in the score and the transcript.
const player = {
  sound: null, // stands last on the page
  atS: 0,
  listeners: [],
  isPlaying: false,
};
const SPEEDS = [0.75, 1, 1.25, 1.5, 2];

player.tell = () => {
  for (const listener of player.listeners) listener(player.atS, player.isPlaying);
};

player.seek = (atS) => {
  player.atS = within(atS, 0, durationS);
  if (player.sound) player.sound.currentTime = player.atS;
  player.tell();
};

player.playFrom = (atS) => {
  player.seek(atS);
  player.start();
};

player.start = () => {
  player.isWanted = true; // should the sound not be there yet
  if (!player.sound) return;
  player.sound.play().catch((error) => {
    if (player.sound.error) player.fail();
    // A page that was opened by a link may have to wait for the first key or click.
    else if (error.name === "NotAllowedError") byId("what").textContent = "Press space or the play button to hear it.";
  });
};

player.toggle = () => {
  if (player.isPlaying) player.sound.pause();
  else player.start();
};

player.setSpeed = (speed) => {
  if (!player.sound) return;
  player.sound.playbackRate = speed;
  for (const button of all("[data-speed]")) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === speed));
  }
};

player.stepSpeed = (step) => {
  if (!player.sound) return;
  const at = SPEEDS.indexOf(player.sound.playbackRate);
  player.setSpeed(SPEEDS[within((at < 0 ? 1 : at) + step, 0, SPEEDS.length - 1)]);
};

player.fail = () => {
  byId("what").textContent = "The sound could not be played: the file is not where it was.";
};

player.follow = () => {
  if (!player.isPlaying) return;
  player.atS = player.sound.currentTime;
  player.tell();
  requestAnimationFrame(player.follow);
};

player.init = () => {
  byId("player-row").hidden = false;
  const now = byId("now");
  player.listeners.push((atS) => {
    const text = clock(atS);
    if (now.textContent !== text) now.textContent = text;
  });
  if (!data.hasSound) return;
  byId("play").addEventListener("click", player.toggle);
  for (const each of all("[data-speed]")) {
    each.addEventListener("click", () => player.setSpeed(Number(each.dataset.speed)));
  }
  document.addEventListener("DOMContentLoaded", player.take);
};

// Takes over the sound once it has been read.
player.take = () => {
  const sound = byId("sound");
  sound.controls = false;
  sound.hidden = true;
  sound.preservesPitch = true;
  player.sound = sound;
  const button = byId("play");
  const changed = () => {
    player.isPlaying = !sound.paused && !sound.ended;
    button.setAttribute("aria-label", player.isPlaying ? "Pause" : "Play");
    player.atS = sound.currentTime;
    player.tell();
    if (player.isPlaying) requestAnimationFrame(player.follow);
  };
  for (const name of ["play", "pause", "ended"]) sound.addEventListener(name, changed);
  sound.addEventListener("error", player.fail);
  if (sound.error) player.fail();
  if (player.isWanted) player.playFrom(player.atS);
  else if (player.atS) sound.currentTime = player.atS;
};
