import { t } from "./catalogue";
import { el, recallChoice, rememberChoice } from "./lib/dom";

/** The row after or before the present one; stays at the ends, starts at the first. */
export function nextRow(present: number, count: number, by: 1 | -1): number {
  if (count === 0) return -1;
  if (present < 0) return by === 1 ? 0 : count - 1;
  return Math.min(count - 1, Math.max(0, present + by));
}

/** Single-key commands, which can be switched off and never act while someone types. */
export function listenToKeys(): void {
  document.addEventListener("keydown", (e) => {
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    const target = e.target instanceof Element ? e.target : null;
    if (target?.closest("input, textarea, select, [contenteditable], dialog, ht-map") !== null) return;
    if (recallChoice("keys") === "off" && e.key !== "?") return;
    if (act(e.key, target)) e.preventDefault();
  });
  document.addEventListener("click", (e) => {
    if (e.target instanceof Element && e.target.closest("[data-help]") !== null) showHelp();
  });
}

function act(key: string, target: Element | null): boolean {
  switch (key) {
    case "/":
      document.getElementById("search")?.focus();
      return true;
    case "?":
      showHelp();
      return true;
    case "j":
      return walk(1);
    case "k":
      return walk(-1);
    case "l":
      document.querySelector<HTMLElement>("ht-timeline .live")?.click();
      return true;
    case "Enter":
      return target?.closest("a, button, summary") === null && openRow();
    default:
      return false;
  }
}

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-row]")];
}

function walk(by: 1 | -1): boolean {
  const all = rows();
  const present = all.findIndex((r) => "at" in r.dataset);
  const next = all[nextRow(present, all.length, by)];
  if (next === undefined) return false;
  all.forEach((r) => delete r.dataset["at"]);
  next.dataset["at"] = "";
  next.scrollIntoView({ block: "nearest" });
  next.querySelector<HTMLElement>("a[href]")?.focus({ preventScroll: true });
  return true;
}

function openRow(): boolean {
  const link = document.querySelector<HTMLElement>("[data-row][data-at] a[href]");
  link?.click();
  return link !== null;
}

function showHelp(): void {
  document.getElementById("keys-dialog")?.remove();
  const on = el("input", { type: "checkbox" });
  on.checked = recallChoice("keys") !== "off";
  on.addEventListener("change", () => rememberChoice("keys", on.checked ? "on" : "off"));
  const line = (key: string, words: string): HTMLElement[] => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, words)];
  const dialog = el("dialog", { class: "dlg narrow", id: "keys-dialog", "aria-labelledby": "keys-title" },
    el("div", { class: "form" },
      el("header", {}, el("h2", { id: "keys-title" }, t("keysTitle")), el("button", { type: "button", class: "icon-btn", "data-close": true, "aria-label": t("close") }, "✕")),
      el("div", { class: "body" },
        el("dl", { class: "known" },
          ...line("/", t("keySearch")), ...line("j k", t("keyRows")), ...line("Enter", t("keyOpen")),
          ...line("l", t("keyLive")), ...line("?", t("keyHelp")))),
      el("footer", {}, el("label", { class: "choice" }, on, t("keysOn")))));
  document.body.append(dialog);
  dialog.showModal();
}
