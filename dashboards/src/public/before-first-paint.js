// The theme that was chosen last, before anything is painted: a page that flashes white at night is a fault.
// In a file of its own because the server's content security policy allows no inline scripts.
(function () {
  var root = document.documentElement;
  try {
    var theme = localStorage.getItem("steward.theme");
    var dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = dark ? "dark" : "light";
  } catch {
    root.dataset.theme = "light"; // storage is forbidden: nothing is remembered, everything still works
  }
})();
