// Runs the passkey ceremony of the page's #passkey-form and submits its answer like any other form.
//
// data-ceremony      "get" to sign in, "create" to register
// data-options-url   answers a POST of the form's fields with {"publicKey": {…}}
// data-conditional   "true" also offers passkeys in the autofill of the username field
//
// All words stand in the page ([data-passkey-message]), so that they follow its language.
(() => {
  "use strict";

  const form = document.getElementById("passkey-form");
  if (!form) return;

  const button = document.getElementById("passkey");
  const status = document.getElementById("passkey-status");
  const creating = form.dataset.ceremony === "create";
  let waiting = null; // the AbortController of the ceremony under way
  let submitted = false;

  function say(name) {
    const words = name && form.querySelector(`[data-passkey-message="${name}"]`);
    status.textContent = words ? words.textContent : "";
    status.hidden = !words;
  }

  function busy(is) {
    if (is) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }

  function toBytes(text) {
    const padded = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(padded), (c) => c.charCodeAt(0));
  }

  function toText(buffer) {
    const bytes = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  // WebAuthn §5.1.8, §5.1.9: for browsers that do not read the JSON form themselves.
  function parsed(json) {
    const native = creating ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
    if (PublicKeyCredential[native]) return PublicKeyCredential[native](json);
    const withBytes = (list) => (list || []).map((item) => ({ ...item, id: toBytes(item.id) }));
    const options = { ...json, challenge: toBytes(json.challenge) };
    if (creating) {
      options.user = { ...json.user, id: toBytes(json.user.id) };
      options.excludeCredentials = withBytes(json.excludeCredentials);
    } else {
      options.allowCredentials = withBytes(json.allowCredentials);
    }
    return options;
  }

  // Some password managers answer with an object that has no working toJSON.
  function serialised(credential) {
    try {
      return JSON.stringify(credential.toJSON());
    } catch {
      const from = credential.response;
      const response = { clientDataJSON: toText(from.clientDataJSON) };
      for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
        if (from[part]) response[part] = toText(from[part]);
      }
      if (creating && from.getTransports) response.transports = from.getTransports();
      return JSON.stringify({
        id: credential.id,
        rawId: toText(credential.rawId),
        type: credential.type,
        authenticatorAttachment: credential.authenticatorAttachment || undefined,
        clientExtensionResults: credential.getClientExtensionResults(),
        response,
      });
    }
  }

  class Refused extends Error {}

  async function fetchOptions(signal) {
    const body = new URLSearchParams(new FormData(form));
    body.delete("credential");
    let answer;
    try {
      answer = await fetch(form.dataset.optionsUrl, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        signal,
      });
    } catch (problem) {
      throw problem.name === "AbortError" ? problem : new Refused("network");
    }
    if (answer.status === 429 || answer.status >= 500) throw new Refused("busy");
    if (!answer.ok || answer.redirected) throw new Refused("expired");
    return parsed((await answer.json()).publicKey);
  }

  async function ceremony(mediation) {
    if (waiting) waiting.abort();
    const controller = new AbortController();
    waiting = controller;
    const publicKey = await fetchOptions(controller.signal);
    const request = { publicKey, signal: controller.signal };
    if (mediation) request.mediation = mediation;
    const credential = creating
      ? await navigator.credentials.create(request)
      : await navigator.credentials.get(request);
    if (submitted) return;
    submitted = true;
    form.elements.credential.value = serialised(credential);
    HTMLFormElement.prototype.submit.call(form);
  }

  function reason(problem) {
    if (problem instanceof Refused) return problem.message;
    if (problem.name === "InvalidStateError") return creating ? "registered" : "failed";
    if (["NotSupportedError", "ConstraintError", "SecurityError"].includes(problem.name)) {
      return "impossible";
    }
    return problem.name === "NotAllowedError" ? "cancelled" : "failed";
  }

  async function start() {
    if (submitted || button.getAttribute("aria-disabled")) return;
    busy(true);
    say("waiting");
    try {
      await ceremony();
    } catch (problem) {
      busy(false);
      if (problem.name === "AbortError") say("");
      else say(reason(problem));
      offerInAutofill();
    }
  }

  // Quiet: whoever does not choose a passkey from the autofill never hears of it.
  async function offerInAutofill() {
    if (form.dataset.conditional !== "true") return;
    try {
      if (await PublicKeyCredential.isConditionalMediationAvailable?.()) {
        await ceremony("conditional");
      }
    } catch {
      // The button remains.
    }
  }

  function open() {
    submitted = false;
    busy(false);
    say("");
    offerInAutofill();
  }

  if (!window.PublicKeyCredential || !navigator.credentials) {
    document.getElementById("passkey-unsupported").hidden = false;
    return;
  }
  button.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    start();
  });
  addEventListener("pageshow", (event) => event.persisted && open());
  open();
})();
