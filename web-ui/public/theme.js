// Runs before the first paint, so that a chosen theme never flashes the other one. A file of its own because the
// page's content security policy allows no inline script.
try {
  const chosen = localStorage.getItem("taffrail.theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage may be forbidden; the system's choice holds then.
}
