// Passkeys need scripts: the browser asks the device, and a plain form carries the answer.
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const described = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

const make = async (options) => {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: described(options.excludeCredentials),
    },
  });
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: {
      attestationObject: text(made.response.attestationObject),
      clientDataJSON: text(made.response.clientDataJSON),
    },
  };
};

const use = async (options) => {
  const used = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: described(options.allowCredentials),
    },
  });
  return {
    id: used.id,
    rawId: text(used.rawId),
    type: used.type,
    response: {
      authenticatorData: text(used.response.authenticatorData),
      clientDataJSON: text(used.response.clientDataJSON),
      signature: text(used.response.signature),
      userHandle: used.response.userHandle ? text(used.response.userHandle) : null,
    },
  };
};

const ask = async (form) => {
  const answer = await fetch(form.dataset.ask, {
    method: "POST",
    headers: { "X-CSRFToken": form.elements.csrf_token.value },
  });
  if (!answer.ok) throw new Error("not asked");
  return answer.json();
};

for (const form of document.querySelectorAll("[data-portal-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const instead = form.parentElement.querySelector("[data-portal-without-passkey]");
  if (instead) instead.hidden = true;
  const words = form.querySelector("[data-portal-passkey-words]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    words.textContent = "Your device is asking you.";
    try {
      const options = await ask(form);
      const answer = await (form.dataset.portalPasskey === "make" ? make(options) : use(options));
      form.elements.answer.value = JSON.stringify(answer);
      form.submit();
    } catch {
      words.textContent = "That did not work, or you stopped it. Try again, or use another way.";
    }
  });
}
