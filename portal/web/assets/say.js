// Extras of the pages on which a young person answers: every page works without this file.
// Nothing is put into the browser's own memory: what is not sent yet stands in the open page alone.
"use strict";

const note = (form) => form.querySelector("[data-kept]");
const told = (form, words) => {
  note(form).textContent = words;
};
const say = (form, name) => told(form, name && note(form).dataset[name]);
const tryAgainAfter = 4000;

// --- What was pressed: older phones do not say it. Enter in a box is a press of its form's button.
const lastPressed = new WeakMap();
on(document, "click", (event) => {
  const button = event.target.closest("button, input");
  if (button && button.form && button.type === "submit") lastPressed.set(button.form, button);
});
const pressedIn = (event) => event.submitter || lastPressed.get(event.target);

// What is kept and not sent says from which opening of the page it is, and as which of its saves:
// whoever opened another phone in between knows the one and not the next.
let saves = 0;
const quietly = (form) => {
  const body = new FormData(form);
  body.set("quiet", "yes");
  if (body.has("draft")) body.set("draft", `${body.get("draft")}.${++saves}`);
  return body;
};
const post = (address, body, how) =>
  fetch(address, { method: "POST", body, credentials: "same-origin", ...how });

// Sends a form without leaving the page, to where what is typed in it is kept. Takes its new version,
// or throws; `away`: not let in now.
const send = async (form, body = quietly(form), how = {}) => {
  const answer = await post(form.dataset.keep || form.action, body, how);
  if (answer.redirected || [400, 403].includes(answer.status)) throw new Error("away");
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error("said"), { said: told.said });
  if ("version" in told) form.elements.namedItem("version").value = told.version;
  return told;
};

// --- Sending a form: its page stays, with everything in it, until what is in it has arrived.
// Each form that is being sent, and the button that was pressed last.
const pressedOn = new Map();
// Those with something in them that has not arrived: the browser asks before their page goes.
const unsent = new Set();
// Those whose press is on its way, and arrives although their page goes.
const onTheWay = new Set();
const outlives = "keepalive" in Request.prototype;

// Returns after a while, or as soon as there is a connection again.
const aWhile = () =>
  new Promise((done) => {
    setTimeout(done, tryAgainAfter);
    on(window, "online", done);
  });

const arrive = async (form) => {
  const pressed = pressedOn.get(form);
  const body = new FormData(form);
  if (pressed && pressed.name) body.set(pressed.name, pressed.value);
  // Where to go on is then told, and not gone to.
  const how = { headers: { "HX-Request": "true" } };
  // Browsers let only so little outlive its page. Not twice: others may be on their way like that.
  if (outlives && !unsent.has(form) && new Blob([...body.values()]).size < 50000) {
    how.keepalive = true;
    onTheWay.add(form);
  }
  const answer = await post(form.action, body, how).finally(() => onTheWay.delete(form));
  if ([502, 503, 504].includes(answer.status)) throw new Error("nobody is there");
  return answer;
};

const isHere = (href) => href.split("#")[0] === location.href.split("#")[0];

// Opens an address as a page of its own, also where only the place on this page is another.
const goTo = (address) => {
  const to = new URL(address, location.href);
  if (to.hash && isHere(to.href)) to.searchParams.set("again", "yes");
  location.assign(to.href);
};

// Sends it as the browser does: nothing was changed by what was just refused, and the page that
// comes says what to put right.
const sendAsIs = (form) => {
  const pressed = pressedOn.get(form);
  if (pressed && pressed.name) {
    const { name, value } = pressed;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
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
      if ([400, 403].includes(answer.status)) {
        say(form, "away");
        pressedOn.delete(form);
        return;
      }
      keeperOf(form).arrived();
      const next = answer.headers.get("HX-Redirect");
      if (next) goTo(next);
      else sendAsIs(form);
      return;
    } catch {
      unsent.add(form);
      say(form, "unsent");
      await aWhile();
    }
  }
};

on(document, "submit", async (event) => {
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
    await keeperOf(form).settled();
    await mayGo(form);
    await sendOff(form);
  } else {
    if (await mayGo()) sendAsIs(form);
    pressedOn.delete(form);
  }
});
on(window, "beforeunload", (event) => {
  if (unsent.size && !left()) event.preventDefault();
});
// Come back to by a step back.
on(window, "pageshow", () => pressedOn.clear());

// --- Keeping what is typed, and keeping at it while there is no connection.
// By form, what keeps it: whether something in it has not arrived, and what brings it there first.
const keepers = new Map();
const idle = { settled() {}, arrived() {} };
const keeperOf = (form) => keepers.get(form) || idle;
const unkept = () => [...keepers.values()].some((each) => each.unkept());
const mayGo = async (but) => {
  for (const [form, each] of keepers) {
    if (form !== but && each.unkept() && !(await each.mayGo())) return false;
  }
  return true;
};

on(document, "click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || !unkept()) return;
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin || link.target) return;
  if (link.hash && isHere(link.href)) return;
  event.preventDefault();
  if (await mayGo()) goTo(link.href);
});

const keepAt = (form) => {
  // Since the last time that it was sent.
  let typed = false;
  let waiting = 0;
  let sending = null;
  let again = false;
  let lost = false;
  let refused = false;
  // That what is on the page is not kept.
  let warned = false;
  let goes = false;
  // A draft, which is kept elsewhere than it is sent; and what stops the one that is on its way.
  const isDraft = form.dataset.keep;
  let halt = {};

  const trouble = (error) => {
    lost = !error.said && error.message !== "away";
    refused = !lost;
    typed = typed || lost;
    // It is sent as a whole now.
    if (pressedOn.has(form)) return;
    if (error.said) told(form, error.said);
    else say(form, lost ? "lost" : "away");
    if (lost) {
      unsent.add(form);
      waiting = setTimeout(run, tryAgainAfter);
    } else unsent.delete(form);
  };
  const isKept = () => {
    lost = warned = false;
    unsent.delete(form);
  };
  const arrived = () => {
    typed = refused = false;
    isKept();
  };
  const run = () => {
    clearTimeout(waiting);
    if (sending) again = true;
    if (sending || left()) return sending;
    typed = refused = false;
    // Older phones cannot stop it.
    halt = window.AbortController ? new AbortController() : {};
    sending = send(form, quietly(form), { signal: halt.signal })
      .then((told) => {
        isKept();
        if (!pressedOn.has(form)) say(form, told.empty ? "" : "saved");
      })
      .catch(trouble)
      .finally(() => {
        sending = null;
        if (again && !pressedOn.has(form)) run();
        again = false;
      });
    return sending;
  };
  on(form, "input", () => {
    clearTimeout(waiting);
    typed = true;
    warned = false;
    if (pressedOn.has(form)) return;
    if (!lost) say(form, "");
    waiting = setTimeout(run, 1200);
  });
  on(window, "online", () => {
    if (lost && !pressedOn.has(form)) run();
  });
  // What is on its way by itself comes first: it brings the version the page is sent with. A draft
  // has none, may hang, and must not arrive after what is pressed.
  const settled = async () => {
    clearTimeout(waiting);
    if (isDraft && halt.abort) halt.abort();
    await (isDraft ? Promise.race([sending, aWhile()]) : sending);
    clearTimeout(waiting);
  };

  // Going on by a link, or by another form of the page: what was typed comes first, so that it is
  // kept, and stands on the page that comes. Where it cannot be kept, or hangs, the page stays and
  // says so once; whoever presses again goes all the same.
  const unkept = () => (typed || sending !== null) && !pressedOn.has(form);
  const whole = async () => {
    while (sending) await sending;
    if (typed) await run();
  };
  const mayGo = async () => {
    if (goes) return false;
    if (!warned) {
      goes = true;
      say(form, "sending");
      await Promise.race([whole(), aWhile()]);
      goes = false;
    }
    if (left() || pressedOn.has(form)) return false;
    if (warned || !(unkept() || refused)) return true;
    warned = true;
    if (!refused) {
      say(form, "lost");
      unsent.add(form);
    }
    return false;
  };
  // Going in any other way, such as a step back or closing the page: it is sent while it goes. What
  // is on its way is sent again, since it may stop with the page; the same again changes nothing.
  on(window, "pagehide", () => {
    if (!(typed || sending) || left() || (isDraft && onTheWay.has(form))) return;
    typed = false;
    if (outlives) {
      send(form, quietly(form), { keepalive: true }).catch(trouble);
    } else navigator.sendBeacon(form.dataset.keep || form.action, quietly(form));
  });
  // On a phone a page that is out of sight may end without a word.
  on(document, "visibilitychange", () => {
    if (document.hidden && typed && !pressedOn.has(form)) run();
  });
  keepers.set(form, { settled, arrived, unkept, mayGo });
};
document.querySelectorAll("[data-keep]").forEach(keepAt);
const opening = `-${Math.random().toString(36).slice(2)}`;
document.querySelectorAll('[name="draft"]').forEach((box) => {
  box.value += opening;
});
