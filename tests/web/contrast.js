// Measure the contrast of every text on a page, as WCAG 2 counts it, and write it into the page.
"use strict";

const LARGE = 24, LARGE_BOLD = 18.66, BOLD = 700;

// Any colour as a browser computes it, as [red, green, blue, alpha] of 0 to 1.
const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
function colour(text) {
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = "rgba(0, 0, 0, 0)";
  pen.fillStyle = text;
  const written = pen.fillStyle;
  if (written.startsWith("#")) {
    return [1, 3, 5].map((at) => parseInt(written.slice(at, at + 2), 16) / 255).concat(1);
  }
  const numbers = written.match(/[\d.]+/g).map(Number);
  return [...numbers.slice(0, 3).map((one) => one / 255), numbers[3] ?? 1];
}

function over(top, under) {
  return [0, 1, 2].map((at) => top[at] * top[3] + under[at] * (1 - top[3])).concat(1);
}

function light(shown) {
  const [r, g, b] = shown.map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one, other) {
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

// What lies behind an element: several colours where a gradient is.
function grounds(element) {
  if (!element) {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches
      && getComputedStyle(document.documentElement).colorScheme.includes("dark");
    return [dark ? [18 / 255, 18 / 255, 18 / 255, 1] : [1, 1, 1, 1]];
  }
  return layered(getComputedStyle(element), () => grounds(element.parentElement));
}

function layered(style, below) {
  const flat = colour(style.backgroundColor);
  const under = flat[3] === 1 ? [flat] : below().map((one) => over(flat, one));
  const stops = style.backgroundImage.match(/(?:rgba?|color)\([^)]*\)/g) ?? [];
  return stops.length ? stops.flatMap((stop) => under.map((one) => over(colour(stop), one))) : under;
}

function fading(element) {
  let whole = 1;
  for (let one = element; one; one = one.parentElement) whole *= Number(getComputedStyle(one).opacity);
  return whole;
}

function measured(element, style, text, behind, opacity) {
  const ink = colour(style.color);
  ink[3] *= opacity;
  const worst = Math.min(...behind.map((ground) => ratio(over(ink, ground), ground)));
  const size = parseFloat(style.fontSize);
  const isLarge = size >= LARGE || (size >= LARGE_BOLD && Number(style.fontWeight) >= BOLD);
  const where = element.tagName.toLowerCase() + (element.className ? `.${element.className}` : "");
  return { text: text.trim().slice(0, 60), where, ratio: worst, needs: isLarge ? 3 : 4.5 };
}

function isShown(element) {
  const box = element.getBoundingClientRect();
  return element.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1;
}

function* texts() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() && !["SCRIPT", "STYLE", "OPTION"].includes(element.tagName) && isShown(element)) {
      yield measured(element, getComputedStyle(element), node.data, grounds(element), fading(element));
    }
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (!isShown(element)) continue;
    for (const part of ["::before", "::after"]) {
      const style = getComputedStyle(element, part);
      if (!style.content.startsWith('"') || !style.content.slice(1, -1).trim()) continue;
      const behind = layered(style, () => grounds(element));
      yield measured(element, style, style.content, behind, fading(element) * Number(style.opacity));
    }
    if (element.matches("input:not([type=checkbox], [type=radio], [type=hidden]), select, textarea")) {
      yield measured(element, getComputedStyle(element), element.value, grounds(element), fading(element));
      const hint = getComputedStyle(element, "::placeholder");
      if (element.placeholder) {
        yield measured(element, hint, element.placeholder, grounds(element), fading(element) * Number(hint.opacity));
      }
    }
  }
}

document.addEventListener("DOMContentLoaded", () => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  for (const hidden of document.querySelectorAll(".badge[hidden]")) hidden.hidden = false;
  for (const dialog of document.querySelectorAll("dialog")) dialog.show();
  const found = document.createElement("template");
  found.id = "contrast";
  found.dataset.found = JSON.stringify([...texts()]);
  document.body.append(found);
});
