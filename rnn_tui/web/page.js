// textual.js makes the terminal once the page has loaded, but leaves the keyboard elsewhere.
window.addEventListener("load", () => {
  const keyboard = document.querySelector(".xterm-helper-textarea");
  keyboard.focus();
  document.addEventListener("visibilitychange", () => document.hidden || keyboard.focus());
});
