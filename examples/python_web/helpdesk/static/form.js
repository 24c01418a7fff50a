// Asks the server for the form as the choices leave it. Without it a button does the same.
(() => {
  "use strict";
  const form = document.querySelector("form[data-look]");
  if (!form) return;
  const asks = () => form.querySelector("#fields");
  const texts = () => new Map([...asks().querySelectorAll("input, textarea")].map((field) => [field.id, field.value]));
  form.querySelector("[name=look]").remove();
  let latest = 0;
  form.addEventListener("change", async (event) => {
    if (!asks().contains(event.target)) return;
    const turn = ++latest;
    const typed = new FormData(form);
    const sent = texts();
    typed.set("look", "1");
    const answer = await fetch(form.action, { method: "POST", body: typed });
    if (!answer.ok || turn !== latest) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focused = document.activeElement?.id;
    // What was typed while the server answered stays.
    const since = [...texts()].filter(([id, text]) => text !== sent.get(id));
    asks().replaceWith(page.querySelector("#fields"));
    for (const [id, text] of since) {
      const field = document.getElementById(id);
      if (field) field.value = text;
    }
    if (focused) document.getElementById(focused)?.focus();
  });
})();
