// A file that is dropped on the form, and how far its upload is; without this script the form works by itself.
(() => {
  "use strict";

  const dropped = (place) => {
    const away = () => place.classList.remove("over");
    place.addEventListener("dragover", (event) => {
      event.preventDefault();
      place.classList.add("over");
    });
    place.addEventListener("dragleave", away);
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      away();
      if (event.dataTransfer.files.length) place.querySelector("input").files = event.dataTransfer.files;
    });
  };

  // What came back: another page is gone to, the same page is shown in place with what was refused.
  const arrived = (asked, action) => {
    const elsewhere = new URL(asked.responseURL).pathname !== new URL(action, location.href).pathname;
    const page = new DOMParser().parseFromString(asked.responseText, "text/html");
    if (elsewhere || page.getElementById("arriving")) return location.assign(asked.responseURL);
    document.querySelector("main").replaceWith(page.querySelector("main"));
    scrollTo(0, 0);
    return attach();
  };

  const send = (form, action) => {
    const told = form.querySelector(".sent");
    const bar = told.querySelector("progress");
    const asked = new XMLHttpRequest();
    told.hidden = false;
    form.querySelectorAll("button").forEach((button) => (button.disabled = true));
    asked.upload.addEventListener("progress", (now) => {
      if (now.loaded === now.total) bar.removeAttribute("value"); // all is there, and being read
      else bar.value = (100 * now.loaded) / now.total;
    });
    asked.addEventListener("load", () => arrived(asked, action));
    asked.addEventListener("error", () => {
      form.action = action;
      form.submit();
    });
    asked.open("POST", action);
    asked.setRequestHeader("Accept", "text/html");
    asked.send(new FormData(form));
  };

  const attach = () => {
    const form = document.querySelector("form[data-sending]");
    if (!form) return;
    dropped(form.querySelector(".drop"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, event.submitter?.getAttribute("formaction") ?? form.getAttribute("action"));
    });
  };

  attach();
})();
