// What the page can do beyond a plain form: drop a file, say that it works, forget the code's secret.
"use strict";

// The part after # is the paper's secret; it has no business in the history of a shared phone.
if (/^\/v\//i.test(location.pathname) && location.hash) {
  history.replaceState(null, "", location.pathname + location.search);
}

const form = document.getElementById("drop");
if (form) {
  const input = form.querySelector("input[type=file]");
  const button = form.querySelector("button");
  const status = document.getElementById("status");
  const words = form.dataset;
  form.classList.add("can-drop");
  form.noValidate = true;

  // Says what stands against the chosen file, or its name; true when it may be sent.
  const fits = () => {
    const file = input.files[0];
    const tooLarge = file && file.size > Number(words.limit);
    status.textContent = !file ? words.noFile : tooLarge ? words.tooLarge : `${words.chosen} ${file.name}`;
    return file && !tooLarge;
  };

  input.addEventListener("change", fits);

  form.addEventListener("submit", (event) => {
    if (!fits()) {
      event.preventDefault();
      return;
    }
    status.textContent = words.working;
    button.disabled = true;
  });

  // Coming back to this page must find the form ready.
  addEventListener("pageshow", () => {
    button.disabled = false;
    if (status.textContent === words.working) status.textContent = "";
  });

  const over = (event) => {
    event.preventDefault();
    form.classList.add("over");
  };
  const out = () => form.classList.remove("over");
  // A file that misses the form must not replace the page.
  addEventListener("dragover", over);
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) out();
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    out();
    const files = event.dataTransfer ? event.dataTransfer.files : [];
    if (files.length !== 1) {
      status.textContent = files.length ? words.oneFile : "";
      return;
    }
    input.files = files;
    form.requestSubmit();
  });
}
