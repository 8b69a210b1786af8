// Extras of young people's pages: every page works without this file.
"use strict";

// Every page has this script, so the others listen with it too.
const on = (what, name, how) => what.addEventListener(name, how);
const find = (what) => document.querySelector(what);
const root = document.documentElement;
// Whoever leaves at once is asked nothing, and nothing is sent after them.
const left = () => root.classList.contains("young-left");

// --- Leaving at once. The link alone does it; this hides the page first and leaves no step back.
const leaving = find("[data-leave]");

const leave = () => {
  root.classList.add("young-left");
  document.dispatchEvent(new Event("left"));
  try {
    if (window.speechSynthesis) speechSynthesis.cancel();
    sessionStorage.clear();
  } catch {
    // storage may be switched off: there is then nothing in it
  }
  location.replace(leaving.href);
};

if (leaving) {
  for (const link of document.querySelectorAll(`a[href="${leaving.getAttribute("href")}"]`)) {
    on(link, "click", (event) => {
      event.preventDefault();
      leave();
    });
  }
  const keys = find("[data-leave-keys]");
  if (keys) keys.hidden = false;
  let presses = [];
  on(document, "keydown", (event) => {
    if (event.repeat) return;
    if (event.key !== "Shift") {
      // Capital letters are no wish to leave.
      presses = [];
      return;
    }
    presses = [...presses.filter((at) => event.timeStamp - at < 5000), event.timeStamp];
    if (presses.length >= 3) leave();
  });
}

// --- Still there? Asked quietly before the pages close; one press stays. Whoever is busy with what
// sends nothing, such as drawing, is not asked: it is pressed for them every five minutes at most.
const stay = find("[data-stay]");

if (stay) {
  const button = stay.querySelector("[data-stay-url]");
  let asks = 0;
  let pressed = Date.now();
  const ask = () => {
    clearTimeout(asks);
    asks = setTimeout(() => {
      stay.hidden = false;
    }, Number(stay.dataset.stay) * 1000);
  };
  const stays = async () => {
    pressed = Date.now();
    const body = new URLSearchParams({ csrf_token: button.dataset.stayToken });
    try {
      const answer = await fetch(button.dataset.stayUrl, { method: "POST", body });
      if (!answer.ok || answer.redirected) throw new Error("not in any more");
      stay.hidden = true;
      ask();
    } catch {
      // The page stays as it is: what is typed is sent, and kept, when its own button is pressed.
    }
  };
  ask();
  on(button, "click", stays);
  on(document, "busy", () => {
    if (!left() && Date.now() - pressed >= 300000) stays();
  });
}

// --- Reading aloud, with a voice that is in the device itself: others send the words elsewhere.
const speech = window.speechSynthesis;
const listen = find("[data-listen]");
const silent = find("[data-listen-none]");

if (speech && listen) {
  const part = (name) => listen.querySelector(`[data-listen-${name}]`);
  const buttons = ["start", "pause", "on", "stop"].map(part);
  const [start, pause, goOn, stop] = buttons;
  let blocks = [];
  let next = 0;
  // Counts the readings begun, so that a stopped one's last word is not heard.
  let reading = 0;

  const tongue = (tag) => tag.toLowerCase().replace("_", "-").split("-")[0];
  const voiceFor = (tag) =>
    speech.getVoices().find((voice) => voice.localService && tongue(voice.lang) === tongue(tag));
  const remember = (wish) => {
    try {
      sessionStorage.setItem("listen", wish);
    } catch {
      // nothing is remembered then
    }
  };
  const wished = () => {
    try {
      return sessionStorage.getItem("listen");
    } catch {
      return "";
    }
  };
  const show = (state) => {
    const shown = { off: [start], reading: [pause, stop], paused: [goOn, stop] }[state];
    const had = buttons.includes(document.activeElement);
    for (const button of buttons) button.hidden = !shown.includes(button);
    if (had && document.activeElement !== shown[0]) shown[0].focus();
  };
  const mark = (block) => {
    for (const each of blocks) each.classList.toggle("young-heard", each === block);
  };
  // What is heard, each once: a question in a legend or a label is its innermost part alone.
  const spoken =
    "h1, h2, h3, h4, legend, label, summary, p, li, .govuk-hint, div.young-words, " +
    ".young-list > li > a, .young-list > li > strong, .young-answers button, svg[aria-label]";
  const drawn = (block) =>
    block.checkVisibility ? block.checkVisibility() : block.getClientRects().length > 0;
  const readable = () =>
    [...find("[data-listen-to]").querySelectorAll(spoken)].filter(
      (block) => drawn(block) && !block.closest("nav") && !block.querySelector(spoken),
    );
  const words = (block) =>
    (block.getAttribute("aria-label") || block.textContent).replace(/\s+/g, " ").trim();

  const hush = (state) => {
    reading += 1;
    speech.cancel();
    mark(null);
    show(state);
  };
  const say = () => {
    const mine = reading;
    const block = blocks[next];
    if (!block) {
      next = 0;
      hush("off");
      return;
    }
    const tag = block.closest("[lang]").lang;
    const voice = voiceFor(tag);
    const after = () => {
      if (mine !== reading) return;
      next += 1;
      say();
    };
    if (!voice || !words(block)) {
      after();
      return;
    }
    const utterance = new SpeechSynthesisUtterance(words(block));
    utterance.lang = tag;
    utterance.voice = voice;
    utterance.onend = after;
    utterance.onerror = () => {
      // A browser may want a press on every page first.
      if (mine === reading) hush("off");
    };
    mark(block);
    speech.speak(utterance);
  };
  const begin = (at) => {
    next = at;
    blocks = readable();
    hush("reading");
    say();
  };

  on(start, "click", () => {
    remember("yes");
    begin(0);
  });
  on(goOn, "click", () => begin(next));
  on(pause, "click", () => hush("paused"));
  on(stop, "click", () => {
    remember("");
    next = 0;
    hush("off");
  });
  on(window, "pagehide", () => speech.cancel());

  // Voices may come after the page. Without one for this language the control stays away.
  const offer = () => {
    if (!listen.hidden || !voiceFor(listen.dataset.listen)) return;
    listen.hidden = false;
    if (silent) silent.hidden = true;
    show("off");
    if (wished()) begin(0);
  };
  offer();
  on(speech, "voiceschanged", offer);
}

// Said once there was time for a voice to come, so that nobody looks for a button that is not there.
if (listen && silent) {
  const tell = () => {
    silent.hidden = !listen.hidden;
  };
  if (speech) setTimeout(tell, 2000);
  else tell();
}
