// Extras of the pages on which a young person answers: every page works without this file.
// Nothing is put into the browser's own memory: what is not sent yet stands in the open page alone.
"use strict";

const told = (form, words) => {
  form.querySelector("[data-kept]").textContent = words;
};
const say = (form, name) => told(form, name ? form.querySelector("[data-kept]").dataset[name] : "");
const versionOf = (form) => form.elements.namedItem("version");
const tryAgainAfter = 4000;
// Whoever leaves at once is asked nothing, and nothing is sent after them.
const left = () => document.documentElement.classList.contains("young-left");

// --- What was pressed: older phones do not say it. Enter in a box is a press of its form's button.
const lastPressed = new WeakMap();
document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest("button, input");
    if (button && button.form && button.type === "submit") lastPressed.set(button.form, button);
  },
  true,
);
const pressedIn = (event) =>
  (event.submitter === undefined ? lastPressed.get(event.target) : event.submitter) || null;

const quietly = (form) => {
  const body = new FormData(form);
  body.set("quiet", "yes");
  return body;
};

// Sends a form without leaving the page. Takes its new version, or throws; `away`: not let in now.
const send = async (form, body = quietly(form), how = {}) => {
  const asked = { method: "POST", body, credentials: "same-origin", ...how };
  const answer = await fetch(form.action, asked);
  if (answer.redirected || answer.status === 400 || answer.status === 403) throw new Error("away");
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error("said"), { said: told.said });
  versionOf(form).value = told.version;
};

// --- Sending a form: its page stays, with everything in it, until what is in it has arrived.
// Each form that is being sent, and the button that was pressed last.
const pressedOn = new Map();
// Those with something in them that has not arrived: the browser asks before their page goes.
const unsent = new Set();

// Returns after a while, or as soon as there is a connection again.
const aWhile = () =>
  new Promise((done) => {
    const waited = setTimeout(over, tryAgainAfter);
    function over() {
      clearTimeout(waited);
      window.removeEventListener("online", over);
      done();
    }
    window.addEventListener("online", over);
  });

const arrive = async (form) => {
  const pressed = pressedOn.get(form);
  const body = new FormData(form);
  if (pressed && pressed.name) body.set(pressed.name, pressed.value);
  const answer = await fetch(form.action, {
    method: "POST",
    body,
    credentials: "same-origin",
    // Where to go on is then told, and not gone to.
    headers: { "HX-Request": "true" },
  });
  if ([502, 503, 504].includes(answer.status)) throw new Error("nobody is there");
  return answer;
};

const isHere = (href) => href.split("#")[0] === window.location.href.split("#")[0];

// Opens an address as a page of its own, also where only the place on this page is another.
const goTo = (address) => {
  const to = new URL(address, window.location.href);
  if (to.hash && isHere(to.href)) to.searchParams.set("again", "yes");
  window.location.assign(to.href);
};

// Sends it as the browser does: nothing was changed by what was just refused, and the page that
// comes says what to put right.
const sendAsIs = (form) => {
  const pressed = pressedOn.get(form);
  if (pressed && pressed.name) {
    const carried = document.createElement("input");
    Object.assign(carried, { type: "hidden", name: pressed.name, value: pressed.value });
    form.append(carried);
  }
  HTMLFormElement.prototype.submit.call(form);
};

const sendOff = async (form) => {
  for (;;) {
    if (left()) return;
    try {
      const answer = await arrive(form);
      unsent.delete(form);
      if (left()) return;
      if (form === keep && answer.status !== 400 && answer.status !== 403) hasArrived();
      const next = answer.headers.get("HX-Redirect");
      if (next) goTo(next);
      else if (answer.status === 400 || answer.status === 403) {
        say(form, "away");
        pressedOn.delete(form);
      } else sendAsIs(form);
      return;
    } catch {
      unsent.add(form);
      say(form, "unsent");
      await aWhile();
    }
  }
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  const here = form.matches("[data-send]");
  if (!here && !unkept()) return;
  event.preventDefault();
  const busy = pressedOn.has(form);
  pressedOn.set(form, pressedIn(event));
  if (busy) return;
  if (here) {
    say(form, "sending");
    if (form === keep) await settled();
    await sendOff(form);
  } else {
    if (await mayGo()) sendAsIs(form);
    pressedOn.delete(form);
  }
});
window.addEventListener("beforeunload", (event) => {
  if (unsent.size && !left()) event.preventDefault();
});
window.addEventListener("pageshow", () => pressedOn.clear()); // come back to by a step back

// --- Keeping what is typed, and keeping at it while there is no connection.
const keep = document.querySelector("[data-keep]");

let settled = async () => {};
let unkept = () => false;
let mayGo = async () => true;
let hasArrived = () => {};

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || !unkept()) return;
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.origin !== window.location.origin || link.target) return;
  if (link.hash && isHere(link.href)) return;
  event.preventDefault();
  if (await mayGo()) goTo(link.href);
});

if (keep) {
  let typed = false; // since the last time that it was sent
  let waiting = 0;
  let sending = null;
  let again = false;
  let lost = false;
  let refused = false;
  let warned = false; // that what is on the page is not kept
  let goes = false;

  const trouble = (error) => {
    lost = !error.said && error.message !== "away";
    refused = !lost;
    typed = typed || lost;
    if (pressedOn.has(keep)) return; // it is sent as a whole now
    if (error.said) told(keep, error.said);
    else say(keep, lost ? "lost" : "away");
    if (lost) {
      unsent.add(keep);
      waiting = setTimeout(run, tryAgainAfter);
    } else unsent.delete(keep);
  };
  const isKept = () => {
    lost = warned = false;
    unsent.delete(keep);
  };
  hasArrived = () => {
    typed = refused = false;
    isKept();
  };
  const run = () => {
    clearTimeout(waiting);
    if (left()) return sending;
    if (sending) {
      again = true;
      return sending;
    }
    typed = refused = false;
    sending = send(keep)
      .then(() => {
        isKept();
        if (!pressedOn.has(keep)) say(keep, "saved");
      })
      .catch(trouble)
      .finally(() => {
        sending = null;
        if (again && !pressedOn.has(keep)) run();
        again = false;
      });
    return sending;
  };
  keep.addEventListener("input", () => {
    clearTimeout(waiting);
    typed = true;
    warned = false;
    if (pressedOn.has(keep)) return;
    if (!lost) say(keep, "");
    waiting = setTimeout(run, 1200);
  });
  window.addEventListener("online", () => {
    if (lost && !pressedOn.has(keep)) run();
  });
  // What is on its way by itself comes first: it brings the version the page is sent with.
  settled = async () => {
    clearTimeout(waiting);
    await sending;
    clearTimeout(waiting);
  };

  // Going on by a link, or by another form of the page: what was typed comes first, so that it is
  // kept, and stands on the page that comes. Where it cannot be kept, or hangs, the page stays and
  // says so once; whoever presses again goes all the same.
  unkept = () => (typed || sending !== null) && !pressedOn.has(keep);
  const whole = async () => {
    while (sending) await sending;
    if (typed) await run();
  };
  mayGo = async () => {
    if (goes) return false;
    if (!warned) {
      goes = true;
      say(keep, "sending");
      await Promise.race([whole(), aWhile()]);
      goes = false;
    }
    if (left() || pressedOn.has(keep)) return false;
    if (warned || !(unkept() || refused)) return true;
    warned = true;
    if (!refused) {
      say(keep, "lost");
      unsent.add(keep);
    }
    return false;
  };
  // Going in any other way, such as a step back or closing the page: it is sent while it goes. What
  // is on its way is sent again, since it may stop with the page; the same again changes nothing.
  window.addEventListener("pagehide", () => {
    if (!(typed || sending) || left()) return;
    typed = false;
    if ("keepalive" in Request.prototype) {
      send(keep, quietly(keep), { keepalive: true }).catch(trouble);
    } else navigator.sendBeacon(keep.action, quietly(keep));
  });
  // On a phone a page that is out of sight may end without a word.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && typed && !pressedOn.has(keep)) run();
  });
}

// --- Another way: a recording, a drawing, a picture.
const way = document.querySelector("[data-way]");
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
  const longest = 2000;
  const small = 1500000;
  const most = Number(way.dataset.most);
  const tooLarge = () => box.files.length > 0 && box.files[0].size > most;
  const shrink = async () => {
    const [file] = box.files;
    if (!carries || !file || !file.type.startsWith("image/") || file.size <= small) return;
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
  };
  let shrinking = null;
  box.addEventListener("change", async () => {
    say(way, "");
    shrinking = shrink();
    await shrinking;
    if (tooLarge()) say(way, "large");
  });
  way.addEventListener("submit", async (event) => {
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
    for (const [x, y] of line.slice(-2)) pen.lineTo(x, y);
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
  paper.addEventListener("pointerdown", isBusy);
  drawing.hidden = false;
  way.querySelector("[data-without-drawing]").hidden = true;
  redraw();
}

const recorder = way && way.querySelector("[data-recorder]");

if (recorder) {
  const part = (name) => recorder.querySelector(`[data-${name}]`);
  const [start, stop, state, play] = ["record", "stop", "recording", "play"].map(part);
  let recording = null;
  let made = null;
  // What has not been sent yet.
  let waits = null;
  let sending = null;
  let waiting = 0;
  let lost = false;
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
  const sendIt = async () => {
    const part = waits;
    waits = null;
    const body = quietly(way);
    body.set("file", part, "recording");
    if (!lost) say(way, "sending");
    try {
      await send(way, body);
      box.value = "";
      lost = false;
      // Unless more was said since, or is being said.
      const all = made && !waits;
      say(way, all ? "saved" : "");
      if (!all) return;
      unsent.delete(way);
      warned = false;
    } catch (error) {
      waits = waits || part;
      lost = !error.said && error.message !== "away";
      if (error.said) state.textContent = error.said;
      say(way, error.said ? "" : lost ? "unsent" : "away");
      if (lost) waiting = setTimeout(keepIt, tryAgainAfter);
    }
  };
  const keepIt = async () => {
    while (sending) await sending;
    clearTimeout(waiting);
    if (!waits || left()) return;
    sending = sendIt().finally(() => {
      sending = null;
    });
    await sending;
  };
  // Words beside it, or for whom it is, go with it: what changes is sent with it again.
  way.addEventListener("input", () => {
    if (!made) return;
    waits = made;
    warned = false;
    unsent.add(way);
  });
  const whole = async () => {
    if (live()) recording.stop();
    await over;
    await keepIt();
  };
  // Going on comes after it, however long it takes. Whoever presses a link again after a while goes
  // all the same, and the browser asks.
  unkept = () => unsent.has(way) && !pressedOn.has(way);
  const arrived = async () => {
    if (goes) return false;
    goes = true;
    setTimeout(() => {
      if (goes) warned = true;
    }, tryAgainAfter);
    await whole();
    goes = false;
    warned = unkept();
    return !warned && !left();
  };
  mayGo = async () => (warned ? !left() : arrived());
  start.addEventListener("click", async () => {
    let voice;
    start.hidden = true;
    try {
      voice = await navigator.mediaDevices.getUserMedia({ audio: true });
      recording = new MediaRecorder(voice);
    } catch {
      no();
      return;
    }
    const pieces = [];
    const talking = setInterval(isBusy, 60000);
    recording.addEventListener("dataavailable", (event) => pieces.push(event.data));
    over = new Promise((done) => {
      recording.addEventListener("stop", () => {
        clearInterval(talking);
        for (const track of voice.getTracks()) track.stop();
        made = waits = new Blob(pieces, { type: recording.mimeType });
        if (play.src) URL.revokeObjectURL(play.src);
        play.src = URL.createObjectURL(made);
        play.hidden = false;
        stop.hidden = true;
        start.hidden = false;
        state.textContent = recorder.dataset.off;
        start.focus();
        keepIt();
        done();
      });
    });
    made = null;
    warned = false;
    recording.start();
    unsent.add(way);
    say(way, "");
    play.hidden = true;
    stop.hidden = false;
    stop.focus();
    state.textContent = recorder.dataset.on;
  });
  stop.addEventListener("click", () => recording.stop());
  way.addEventListener("submit", async (event) => {
    if (!recording || (box.files.length && !live())) return;
    // It is sent already, and again where something beside it changed.
    event.preventDefault();
    if (await arrived()) goTo(way.dataset.after);
  });
  recorder.hidden = false;
  if (!window.MediaRecorder || !navigator.mediaDevices) no();
}
