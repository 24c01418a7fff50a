// Counts deadlines down by the server's clock. Without it the page shows how things stood when it was made.
(() => {
  "use strict";
  const ahead = Date.parse(document.body.dataset.now) - Date.now();
  const pad = (number) => String(number).padStart(2, "0");

  // The same words as `duration` in show.py.
  const duration = (milliseconds) => {
    const seconds = Math.floor(milliseconds / 1000);
    const days = Math.floor(seconds / 86400);
    const hours = Math.floor(seconds / 3600) % 24;
    const minutes = Math.floor(seconds / 60) % 60;
    if (days) return `${days} d ${hours} h`;
    if (hours) return `${hours} h ${pad(minutes)} min`;
    return `${minutes} min ${pad(seconds % 60)} s`;
  };

  const tick = () => {
    const now = Date.now() + ahead;
    for (const element of document.querySelectorAll("[data-due]")) {
      const left = Date.parse(element.dataset.due) - now;
      element.textContent = left >= 0 ? `${duration(left)} left` : `${duration(-left)} late`;
      if (left < 0) element.classList.add("broken");
      element.classList.toggle("soon", left >= 0 && left < 15 * 60 * 1000);
    }
  };

  tick();
  setInterval(tick, 1000);
  // Whoever sent a form that was refused hears why first.
  document.querySelector(".problems")?.focus();
})();
