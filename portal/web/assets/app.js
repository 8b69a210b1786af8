// Enhancements only: every page works without this file.
import { initAll } from "./GOVUK_FRONTEND";

const announce = (text) => {
  const region = document.getElementById("live-region");
  if (region) region.textContent = text;
};

const focusOn = (id) => {
  const element = document.getElementById(id);
  if (!element) return;
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) {
    element.setAttribute("tabindex", "-1");
  }
  element.focus();
};

initAll();

// Pieces swapped in by htmx need their components started too.
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) initAll({ scope: event.target });
});

// The server says where focus goes and what is read out after a swap (portal/web/htmx.py).
document.addEventListener("portal:focus", (event) => focusOn(event.detail.id));
document.addEventListener("portal:announce", (event) => announce(event.detail.text));

// A failed request is never silent: say it in words, in a place that is read out.
const problem = () => {
  const region = document.getElementById("problem-region");
  if (region) {
    region.textContent =
      "That did not work and nothing was saved. Check your connection, then reload the page and try again.";
  }
};
document.addEventListener("htmx:responseError", problem);
document.addEventListener("htmx:sendError", problem);

for (const button of document.querySelectorAll("[data-portal-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// What came back from another sign-in goes on by itself; the button is for where it does not.
for (const form of document.querySelectorAll("[data-portal-go-on]")) form.submit();

// Time signed in: out of sight until shortly before the end, then said once, politely. It never
// takes focus. Another tab may have been used meanwhile, so the server is asked what is left.
for (const region of document.querySelectorAll("[data-portal-time-out]")) {
  const words = region.querySelector("[data-portal-time-out-words]");
  const form = region.querySelector("form");
  const warning = Number(region.dataset.warning);
  const soonest = 1000;
  let ends = Date.now() + Number(region.dataset.seconds) * 1000;

  const minutes = (left) => {
    const whole = Math.max(1, Math.round(left / 60000));
    return whole === 1 ? "1 minute" : `${whole} minutes`;
  };
  const left = async () => {
    try {
      const answer = await fetch(region.dataset.left, { headers: { Accept: "application/json" } });
      if (answer.redirected || !answer.ok) return 0;
      return (await answer.json()).seconds * 1000;
    } catch {
      return Math.max(0, ends - Date.now()); // no connection: go by what was known
    }
  };
  const say = (text) => {
    words.textContent = text;
    region.classList.add("portal-time-out--shown");
    announce(text);
  };
  const over = () => {
    if (form) form.hidden = true;
    say(
      "You have been signed out. What you typed is still on this page: send it, sign in, and it is in the form again.",
    );
  };
  const look = async () => {
    ends = Date.now() + (await left());
    const remaining = ends - Date.now();
    if (remaining <= 0) {
      over();
    } else if (remaining <= warning * 1000) {
      const stay = form ? "Press “Stay signed in” to go on." : "Send what you are working on now.";
      if (!region.classList.contains("portal-time-out--shown")) {
        say(`You will be signed out in ${minutes(remaining)}. ${stay} What you type is kept.`);
      }
      setTimeout(look, Math.max(soonest, remaining));
    } else {
      region.classList.remove("portal-time-out--shown");
      setTimeout(look, Math.max(soonest, remaining - warning * 1000));
    }
  };
  if (form) {
    form.removeAttribute("target");
    const tab = form.querySelector("[data-portal-time-out-tab]");
    if (tab) tab.remove();
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const answer = await fetch(form.action, {
          method: "POST",
          headers: {
            Accept: "application/json",
            "X-CSRFToken": form.elements.csrf_token.value,
          },
        });
        if (!answer.ok || answer.redirected) throw new Error("not stayed");
        ends = Date.now() + (await answer.json()).seconds * 1000;
        region.classList.remove("portal-time-out--shown");
        announce(`You stay signed in for ${minutes(ends - Date.now())} more.`);
      } catch {
        over();
      }
    });
  }
  region.classList.add("portal-time-out--watched");
  setTimeout(look, Math.max(soonest, ends - Date.now() - warning * 1000));
}
