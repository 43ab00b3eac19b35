/* A picture's focal point: clicked, or moved with the arrow keys. The two number fields are what
   is saved; this shows where they lie, and what the pages will cut out around them. */

const STEP = 1; // per cent; with Shift ten times as much
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function within(value) {
  return Math.min(100, Math.max(0, Math.round(value) || 0));
}

/* The `object-position`, in per cent, that has the point amidst what a cut shows of the picture:
   `share` is how much that is, of 1. The cuts themselves are made so, by the server. */
function position(focus, share) {
  return share < 1 ? within((100 * (focus / 100 - share / 2)) / (1 - share)) : 50;
}

function start(picture) {
  const fieldX = document.querySelector('[data-focal="x"]');
  const fieldY = document.querySelector('[data-focal="y"]');
  if (!fieldX || !fieldY) {
    return; // somebody who may only look
  }
  const area = picture.querySelector("[data-focal-area]");
  const point = picture.querySelector("[data-focal-point]");
  const cuts = picture.querySelector("[data-focal-cuts]");
  const whole = area.querySelector("img");

  function show() {
    const x = within(fieldX.value);
    const y = within(fieldY.value);
    point.style.insetInlineStart = `${x}%`;
    point.style.insetBlockStart = `${y}%`;
    for (const cut of cuts.querySelectorAll("img")) {
      const [across, down] = getComputedStyle(cut).aspectRatio.split("/").map(Number);
      const narrower = across / down / (whole.width / whole.height);
      cut.style.objectPosition = `${position(x, narrower)}% ${position(y, 1 / narrower)}%`;
    }
  }

  function move(x, y) {
    fieldX.value = within(x);
    fieldY.value = within(y);
    show();
  }

  area.addEventListener("click", (event) => {
    if (event.target === point) {
      return; // pressed with a key, or clicked where it is
    }
    const frame = area.getBoundingClientRect();
    move(
      (100 * (event.clientX - frame.left)) / frame.width,
      (100 * (event.clientY - frame.top)) / frame.height,
    );
    point.focus({ preventScroll: true });
  });
  point.addEventListener("keydown", (event) => {
    const direction = MOVES[event.key];
    if (direction) {
      event.preventDefault();
      const step = event.shiftKey ? 10 * STEP : STEP;
      move(Number(fieldX.value) + step * direction[0], Number(fieldY.value) + step * direction[1]);
    }
  });
  fieldX.addEventListener("input", show);
  fieldY.addEventListener("input", show);
  point.hidden = false;
  cuts.hidden = false;
  area.classList.add("focal__whole--live");
  show();
}

for (const picture of document.querySelectorAll("[data-focal-picture]")) {
  start(picture);
}
