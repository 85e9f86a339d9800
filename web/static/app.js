// Colours and keys. The pages work without any of this.
"use strict";

const THEMES = ["system", "light", "dark"];
const SIGNS = { system: "◐", light: "☀", dark: "☾" };
const root = document.documentElement;

function storedTheme() {
  try {
    const kept = localStorage.getItem("theme");
    return THEMES.includes(kept) ? kept : "system";
  } catch {
    return "system"; // storage is switched off
  }
}

function useTheme(theme) {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  const button = document.getElementById("theme");
  if (!button) return;
  button.textContent = SIGNS[theme];
  const name = theme === "system" ? "as the system" : theme;
  button.setAttribute("aria-label", `Colours: ${name}`);
  button.title = `Colours: ${name}`;
}

function nextTheme() {
  const theme = THEMES[(THEMES.indexOf(storedTheme()) + 1) % THEMES.length];
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // it lasts for this page only
  }
  useTheme(theme);
}

function step(by) {
  const links = [...document.querySelectorAll(".row h2 a")];
  if (!links.length) return;
  const now = links.indexOf(document.activeElement);
  const next = now < 0 ? (by > 0 ? 0 : links.length - 1) : now + by;
  const link = links[Math.min(Math.max(next, 0), links.length - 1)];
  link.focus();
  link.closest(".row").scrollIntoView({ block: "nearest" });
}

function open() {
  const link = document.activeElement?.closest(".row")?.querySelector("h2 a")
    ?? document.querySelector(".outlet a");
  if (link) link.click();
}

function search() {
  const field = document.getElementById("q");
  if (field) {
    field.focus();
    field.select();
  }
  return Boolean(field);
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  o: open,
  "?": () => document.getElementById("keys").showModal(),
};

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, select, textarea, dialog")) return;
  if (event.key === "/") {
    if (search()) event.preventDefault();
  } else if (Object.hasOwn(KEYS, event.key)) {
    event.preventDefault();
    KEYS[event.key]();
  }
}

// A visit ends half an hour after its last page: until then the same stories stay marked.
function markUnread() {
  const rows = [...document.querySelectorAll("[data-changed]")];
  if (!rows.length) return;
  const now = Date.now();
  let visit = { before: 0, last: 0 };
  try {
    visit = { ...visit, ...JSON.parse(localStorage.getItem("today") ?? "{}") };
    if (now - visit.last > 30 * 60 * 1000) visit.before = visit.last;
    localStorage.setItem("today", JSON.stringify({ before: visit.before, last: now }));
  } catch {
    return; // nothing can be kept, so nothing is known of an earlier visit
  }
  for (const row of rows) {
    const isNew = visit.before > 0 && Date.parse(row.dataset.changed) > visit.before;
    row.querySelector(".unread").hidden = !isNew;
  }
}

useTheme(storedTheme()); // before the page is drawn
document.addEventListener("DOMContentLoaded", () => {
  useTheme(storedTheme());
  for (const part of document.querySelectorAll("#theme, .keys-hint")) part.hidden = false;
  document.getElementById("theme").addEventListener("click", nextTheme);
  document.addEventListener("keydown", pressed);
  markUnread();
});
