// Extras of the pages for another way to answer, after say.js: a recording, a drawing, a picture.
// Every page works without this file.
"use strict";

const way = find("[data-way]");
const box = way && way.querySelector('input[type="file"]');

// Drawing and talking send nothing by themselves: this says that somebody is there.
const isBusy = () => document.dispatchEvent(new Event("busy"));

// Whether a file that is made here can be put into the form: older phones cannot.
const carries = (() => {
  try {
    return Boolean(new DataTransfer());
  } catch {
    return false;
  }
})();

const put = (blob, name) => {
  const carried = new DataTransfer();
  carried.items.add(new File([blob], name, { type: blob.type }));
  box.files = carried.files;
};

if (box) {
  // A large picture is made smaller here, so that it is quick to send.
  const most = Number(way.dataset.most);
  const tooLarge = () => box.files.length > 0 && box.files[0].size > most;
  const shrink = async () => {
    const [file] = box.files;
    if (!carries || !file || !file.type.startsWith("image/") || file.size <= 1500000) return;
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, 2000 / Math.max(picture.width, picture.height));
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
  };
  let shrinking = null;
  on(box, "change", async () => {
    say(way, "");
    shrinking = shrink();
    await shrinking;
    if (tooLarge()) say(way, "large");
  });
  on(way, "submit", async (event) => {
    if (event.defaultPrevented || !shrinking) return;
    event.preventDefault();
    await shrinking;
    shrinking = null;
    if (tooLarge()) {
      say(way, "large");
      shrinking = Promise.resolve();
      box.focus();
    } else way.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  });
}

const drawing = way && way.querySelector("[data-drawing]");

if (drawing && carries) {
  const paper = drawing.querySelector("canvas");
  const pen = paper.getContext("2d");
  const lines = [];
  let line = null;

  const stroke = (points) => {
    pen.beginPath();
    for (const [x, y] of points) pen.lineTo(x, y);
    pen.stroke();
  };
  const redraw = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, paper.width, paper.height);
    pen.strokeStyle = "#17222d";
    pen.lineWidth = 6;
    pen.lineCap = pen.lineJoin = "round";
    lines.forEach(stroke);
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
  on(paper, "pointerdown", (event) => {
    paper.setPointerCapture(event.pointerId);
    line = [spot(event), spot(event)];
    lines.push(line);
    event.preventDefault();
    isBusy();
  });
  on(paper, "pointermove", (event) => {
    if (!line) return;
    line.push(spot(event));
    stroke(line.slice(-2));
  });
  for (const over of ["pointerup", "pointercancel"]) {
    on(paper, over, () => {
      line = null;
      redraw();
    });
  }
  on(drawing.querySelector("[data-undo]"), "click", () => {
    lines.pop();
    redraw();
  });
  on(drawing.querySelector("[data-clear]"), "click", () => {
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
  const [start, stop, state, play] = ["record", "stop", "recording", "play"].map(part);
  let recording = null;
  // What was said, in pieces as it comes, and how many of its bytes have arrived.
  let pieces = [];
  let there = 0;
  // That there is something to send: more was said, or something beside it changed.
  let more = false;
  let sending = null;
  let waiting = 0;
  let lost = false;
  let refused = false;
  // That an answer stands already, which only the whole of a new one takes the place of.
  let again = false;
  // Done once the recording has ended, and is there to be sent.
  let over = null;
  let goes = false;
  // That whoever presses a link now leaves it behind.
  let warned = false;

  const live = () => recording && recording.state === "recording";
  const no = () => {
    state.textContent = recorder.dataset.no;
    start.hidden = true;
  };
  const whole = () => new Blob(pieces, { type: recording.mimeType });
  // What has not arrived, and where it belongs: what arrived already and is sent again is known.
  const rest = (all, goesNow = document.hidden) => {
    const body = quietly(way);
    body.set("file", all.slice(there), "recording");
    body.set("after", there);
    // So little still leaves while the page goes.
    return [way, body, { keepalive: goesNow && all.size - there < 60000 }];
  };
  const sendIt = async () => {
    const of = pieces;
    const all = whole();
    more = false;
    if (!lost && !live()) say(way, "sending");
    try {
      await send(...rest(all));
      box.value = "";
      lost = false;
      if (of === pieces) there = all.size;
      // Unless more was said since, or is being said.
      const done = !more && !live();
      say(way, done ? "saved" : "");
      if (!done) return;
      unsent.delete(way);
      warned = false;
    } catch (error) {
      more = true;
      refused = error.said || error.message === "away";
      lost = !refused;
      if (error.said) state.textContent = error.said;
      say(way, error.said ? "" : lost ? "unsent" : "away");
      if (lost) waiting = setTimeout(keepIt, tryAgainAfter);
    }
  };
  const keepIt = async () => {
    while (sending) await sending;
    clearTimeout(waiting);
    if (!more || !pieces.length || left() || (again && live())) return;
    sending = sendIt().finally(() => {
      sending = null;
    });
    await sending;
  };
  // Words beside it, or for whom it is, go with it.
  on(way, "input", () => {
    if (!recording) return;
    more = true;
    warned = false;
    unsent.add(way);
  });
  const halt = () => {
    if (live()) recording.stop();
  };
  // Going on comes after it, however long it takes. Whoever presses a link again after a while goes
  // all the same, and the browser asks.
  const unkept = () => unsent.has(way) && !pressedOn.has(way);
  const arrived = async () => {
    if (goes) return false;
    goes = true;
    setTimeout(() => {
      if (goes) warned = true;
    }, tryAgainAfter);
    halt();
    await over;
    await keepIt();
    goes = false;
    warned = unkept();
    return !warned && !left();
  };
  keepers.set(way, { ...idle, unkept, mayGo: async () => (warned ? !left() : arrived()) });
  // It is sent while it is made, often at first and then by a twentieth: whatever ends the page, no
  // more than that is lost.
  const comes = ({ data }) => {
    isBusy();
    if (!data.size) return;
    pieces.push(data);
    more = true;
    if (!refused && !sending && !lost && whole().size > there * 1.05) keepIt();
  };
  on(start, "click", async () => {
    let voice;
    const deaf = () => voice && voice.getTracks().forEach((track) => track.stop());
    start.hidden = true;
    try {
      voice = await navigator.mediaDevices.getUserMedia({ audio: true });
      // They may have gone while they were asked whether we may listen.
      if (document.hidden || left()) {
        deaf();
        start.hidden = false;
        return;
      }
      recording = new MediaRecorder(voice);
      recording.start(5000);
    } catch {
      deaf();
      no();
      return;
    }
    on(recording, "dataavailable", comes);
    over = new Promise((done) => {
      on(recording, "stop", () => {
        deaf();
        if (pieces.length) {
          URL.revokeObjectURL(play.src);
          play.src = URL.createObjectURL(whole());
          play.hidden = false;
        } else unsent.delete(way);
        stop.hidden = true;
        start.hidden = false;
        state.textContent = recorder.dataset[document.hidden ? "left" : "off"];
        start.focus();
        keepIt();
        done();
      });
    });
    again = "again" in recorder.dataset || pieces.length > 0;
    pieces = [];
    there = 0;
    more = warned = refused = false;
    unsent.add(way);
    say(way, "");
    play.hidden = true;
    stop.hidden = false;
    stop.focus();
    state.textContent = recorder.dataset.on;
  });
  on(stop, "click", halt);
  // Nobody is recorded who is not on the page: a locked phone, another app, a closed page.
  on(document, "left", halt);
  on(document, "visibilitychange", () => {
    if (document.hidden) halt();
  });
  on(window, "pagehide", () => {
    const sends = unsent.has(way) && pieces.length && !left();
    halt();
    if (sends) send(...rest(whole(), true)).catch(() => {});
  });
  on(way, "submit", async (event) => {
    if (!recording || (box.files.length && !live())) return;
    // It is sent already, and again where something beside it changed.
    event.preventDefault();
    if (await arrived()) goTo(way.dataset.after);
  });
  recorder.hidden = false;
  if (!window.MediaRecorder || !navigator.mediaDevices) no();
}
