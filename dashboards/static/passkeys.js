// Passkeys: the browser makes one for the account page, or signs with one; without this script there is no button.
(() => {
  "use strict";
  if (!window.PublicKeyCredential) return;

  const read = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  const written = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  const named = (id) => ({ type: "public-key", id: read(id) });

  const made = async (form) => {
    const asked = JSON.parse(form.dataset.asked);
    const { id, response } = await navigator.credentials.create({
      publicKey: {
        challenge: read(asked.challenge),
        rp: { id: asked.relying_party, name: asked.service },
        user: { id: read(asked.user), name: asked.user_name, displayName: asked.display_name },
        pubKeyCredParams: asked.algorithms.map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: asked.registered.map(named),
        authenticatorSelection: {
          residentKey: "required",
          requireResidentKey: true,
          userVerification: "required",
        },
        attestation: "none",
      },
    });
    return {
      credential: id,
      client_data: written(response.clientDataJSON),
      attestation: written(response.attestationObject),
    };
  };

  const signed = async () => {
    const answer = await fetch("/api/v1/session/passkey/challenge", { method: "POST" });
    if (!answer.ok) throw new Error(answer.statusText);
    const asked = await answer.json();
    const { id, response } = await navigator.credentials.get({
      publicKey: {
        challenge: read(asked.challenge),
        rpId: asked.relying_party,
        userVerification: "required",
      },
    });
    return {
      credential: id,
      client_data: written(response.clientDataJSON),
      authenticator_data: written(response.authenticatorData),
      signature: written(response.signature),
      user: response.userHandle ? written(response.userHandle) : "",
    };
  };

  const ask = { add: made, enter: signed };

  const send = async (form) => {
    const told = form.querySelector("[role=alert]");
    told.hidden = true;
    try {
      const answer = await ask[form.dataset.passkey](form);
      for (const [name, text] of Object.entries(answer)) form.elements[name].value = text;
    } catch {
      told.hidden = false; // the device said no, or its owner did
      return;
    }
    form.submit();
  };

  for (const place of document.querySelectorAll("[data-passkeys]")) {
    place.hidden = false;
    place.querySelector("[autofocus]")?.focus(); // the browser may have looked for it while it was hidden
  }
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
})();
