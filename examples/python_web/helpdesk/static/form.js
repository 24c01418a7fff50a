// Asks the server for the form as the choices leave it. Without it a button does the same.
(() => {
  "use strict";
  const form = document.querySelector("form[data-look]");
  if (!form) return;
  const asks = () => form.querySelector("#fields");
  form.querySelector("[name=look]").remove();
  let latest = 0;
  form.addEventListener("change", async (event) => {
    if (!asks().contains(event.target)) return;
    const turn = ++latest;
    const typed = new FormData(form);
    typed.set("look", "1");
    const answer = await fetch(form.action, { method: "POST", body: typed });
    if (!answer.ok || turn !== latest) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focused = document.activeElement?.id;
    asks().replaceWith(page.querySelector("#fields"));
    if (focused) document.getElementById(focused)?.focus();
  });
})();
