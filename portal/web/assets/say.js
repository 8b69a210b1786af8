// Extras of the pages on which a young person answers: every page works without this file.
// Nothing is put into the browser's own memory: what is not sent yet stands in the open page alone.
"use strict";

const kept = document.querySelector("[data-kept]");
const say = (name) => {
  if (kept) kept.textContent = name ? kept.dataset[name] : "";
};
const versionOf = (form) => form.elements.namedItem("version");

// Sends a form without leaving the page. Gives the new version, or throws; `away`: not let in now.
const send = async (form, more = {}) => {
  const body = new FormData(form);
  body.set("quiet", "yes");
  for (const [name, value] of Object.entries(more)) body.set(name, ...value);
  const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
  if (answer.redirected || answer.status === 400 || answer.status === 403) throw new Error("away");
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error("said"), { said: told.said });
  versionOf(form).value = told.version;
};

// --- Keeping what is typed, and keeping at it while there is no connection.
const keep = document.querySelector("[data-keep]");

if (keep) {
  let waiting = 0;
  let sending = null;
  let again = false;
  let lost = false;

  const trouble = (error) => {
    if (error.said) kept.textContent = error.said;
    else say(error.message === "away" ? "away" : "lost");
    lost = !error.said && error.message !== "away";
    if (lost) waiting = setTimeout(run, 4000);
  };
  const run = () => {
    clearTimeout(waiting);
    if (sending) {
      again = true;
      return sending;
    }
    sending = send(keep)
      .then(() => {
        lost = false;
        say("saved");
      })
      .catch(trouble)
      .finally(() => {
        sending = null;
        if (again) {
          again = false;
          run();
        }
      });
    return sending;
  };
  keep.addEventListener("input", () => {
    clearTimeout(waiting);
    if (!lost) say("");
    waiting = setTimeout(run, 1200);
  });
  window.addEventListener("online", () => {
    if (lost) run();
  });
  keep.addEventListener("submit", async (event) => {
    clearTimeout(waiting);
    if (!sending && !lost) return;
    event.preventDefault(); // the page stays until what is in it is kept
    const pressed = event.submitter;
    if (sending) await sending;
    if (lost) await run();
    if (!lost) keep.requestSubmit(pressed);
  });
  window.addEventListener("beforeunload", (event) => {
    if (lost) event.preventDefault();
  });
}

// --- Another way: a recording, a drawing, a picture.
const way = document.querySelector("[data-way]");
const box = way && way.querySelector('input[type="file"]');

const put = (blob, name) => {
  const carried = new DataTransfer();
  carried.items.add(new File([blob], name, { type: blob.type }));
  box.files = carried.files;
};

if (box) {
  // A large picture is made smaller here, so that it is quick to send.
  const longest = 2000;
  const small = 1_500_000;
  box.addEventListener("change", async () => {
    const [file] = box.files;
    if (!file || !file.type.startsWith("image/") || file.size <= small) return;
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
      const paper = document.createElement("canvas");
      paper.width = Math.round(picture.width * scale);
      paper.height = Math.round(picture.height * scale);
      paper.getContext("2d").drawImage(picture, 0, 0, paper.width, paper.height);
      const smaller = await new Promise((done) => paper.toBlob(done, "image/jpeg", 0.85));
      if (smaller && smaller.size < file.size && box.files[0] === file) {
        put(smaller, "picture.jpg");
      }
    } catch {
      // it is sent as it is, and made smaller where it arrives
    }
  });
}

const drawing = way && way.querySelector("[data-drawing]");

if (drawing) {
  const paper = drawing.querySelector("canvas");
  const pen = paper.getContext("2d");
  const lines = [];
  let line = null;

  const redraw = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, paper.width, paper.height);
    pen.strokeStyle = "#17222d";
    pen.lineWidth = 6;
    pen.lineCap = pen.lineJoin = "round";
    for (const each of lines) {
      pen.beginPath();
      for (const [x, y] of each) pen.lineTo(x, y);
      pen.stroke();
    }
    paper.toBlob((blob) => {
      if (lines.length && blob) put(blob, "drawing.png");
      else box.value = "";
    });
  };
  const spot = (event) => {
    const place = paper.getBoundingClientRect();
    return [
      ((event.clientX - place.left) * paper.width) / place.width,
      ((event.clientY - place.top) * paper.height) / place.height,
    ];
  };
  paper.addEventListener("pointerdown", (event) => {
    paper.setPointerCapture(event.pointerId);
    line = [spot(event), spot(event)];
    lines.push(line);
    event.preventDefault();
  });
  paper.addEventListener("pointermove", (event) => {
    if (!line) return;
    line.push(spot(event));
    pen.beginPath();
    pen.moveTo(...line.at(-2));
    pen.lineTo(...line.at(-1));
    pen.stroke();
  });
  for (const over of ["pointerup", "pointercancel"]) {
    paper.addEventListener(over, () => {
      line = null;
      redraw();
    });
  }
  drawing.querySelector("[data-undo]").addEventListener("click", () => {
    lines.pop();
    redraw();
  });
  drawing.querySelector("[data-clear]").addEventListener("click", () => {
    lines.length = 0;
    redraw();
  });
  drawing.hidden = false;
  way.querySelector("[data-without-drawing]").hidden = true;
  redraw();
}

const recorder = way && way.querySelector("[data-recorder]");

if (recorder) {
  const part = (name) => recorder.querySelector(`[data-${name}]`);
  const [start, stop, told, play] = ["record", "stop", "recording", "play"].map(part);
  let recording = null;
  let made = null;
  let unsent = null;
  let sending = null;

  const no = () => {
    told.textContent = recorder.dataset.no;
    start.hidden = true;
  };
  const sendIt = async () => {
    const part = unsent;
    unsent = null;
    try {
      await send(way, { file: [part, "recording"] });
      box.value = "";
      say("saved");
    } catch (error) {
      unsent = unsent || part;
      if (error.said) told.textContent = error.said;
      else {
        say(error.message === "away" ? "away" : "lost");
        if (error.message !== "away") setTimeout(keepIt, 4000);
      }
    }
  };
  const keepIt = async () => {
    while (sending) await sending;
    if (!unsent) return;
    sending = sendIt().finally(() => {
      sending = null;
    });
    await sending;
  };
  // Words beside it, or for whom it is, go with it: what changes is sent with it again.
  way.addEventListener("input", () => {
    if (made) unsent = made;
  });
  start.addEventListener("click", async () => {
    let voice;
    try {
      voice = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      no();
      return;
    }
    const pieces = [];
    recording = new MediaRecorder(voice);
    recording.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recording.addEventListener("stop", () => {
      for (const track of voice.getTracks()) track.stop();
      made = unsent = new Blob(pieces, { type: recording.mimeType });
      if (play.src) URL.revokeObjectURL(play.src);
      play.src = URL.createObjectURL(unsent);
      play.hidden = false;
      stop.hidden = true;
      start.hidden = false;
      told.textContent = recorder.dataset.off;
      start.focus();
      keepIt();
    });
    made = null;
    recording.start();
    say("");
    play.hidden = true;
    start.hidden = true;
    stop.hidden = false;
    stop.focus();
    told.textContent = recorder.dataset.on;
  });
  stop.addEventListener("click", () => recording.stop());
  way.addEventListener("submit", async (event) => {
    if (recording && recording.state === "recording") {
      event.preventDefault();
      recording.stop();
      return;
    }
    if (!recording || box.files.length) return;
    event.preventDefault(); // it is sent already, and again where something beside it changed
    await keepIt();
    if (made && !unsent) window.location.assign(way.dataset.after);
  });
  recorder.hidden = false;
  if (!window.MediaRecorder || !navigator.mediaDevices) no();
}
