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
