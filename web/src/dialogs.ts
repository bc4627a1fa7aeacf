import { OrderElement } from "./islands/order";
import { rememberChoice } from "./lib/dom";

/** Opens dialogs from links that also work as pages, and closes them. */
export function listenToDialogs(): void {
  document.addEventListener("click", (e) => {
    if (!(e.target instanceof Element) || e.ctrlKey || e.metaKey || e.shiftKey) return;
    const close = e.target.closest("[data-close]");
    if (close !== null) close.closest("dialog")?.close();
    const opener = e.target.closest<HTMLElement>("[data-dialog]");
    if (opener !== null && openDialog(opener)) e.preventDefault();
    const masked = e.target.closest<HTMLElement>("[data-reveal]");
    if (masked !== null && askPurpose(masked)) e.preventDefault();
    if (e.target instanceof HTMLDialogElement) e.target.close();
  });
}

function openDialog(opener: HTMLElement): boolean {
  const dialog = document.getElementById(opener.dataset["dialog"] ?? "");
  if (!(dialog instanceof HTMLDialogElement)) return false;
  dialog.showModal();
  const template = opener.dataset["template"];
  const order = dialog.querySelector("ht-order");
  if (template !== undefined && order instanceof OrderElement) order.choose(template);
  return true;
}

function askPurpose(masked: HTMLElement): boolean {
  const dialog = document.getElementById("purpose-dialog");
  if (!(dialog instanceof HTMLDialogElement)) return false;
  for (const name of ["record", "field"]) {
    const input = dialog.querySelector<HTMLInputElement>(`input[name='${name}']`);
    if (input !== null) input.value = masked.dataset[name] ?? "";
  }
  dialog.showModal();
  return true;
}

/** Theme and language, kept in cookies so the server renders the next page the same way. */
export function listenToSwitches(): void {
  document.addEventListener("click", (e) => {
    if (!(e.target instanceof Element)) return;
    if (e.target.closest("[data-theme-toggle]") !== null) toggleTheme();
    const lang = e.target.closest<HTMLElement>("[data-lang]")?.dataset["lang"];
    if (lang !== undefined) {
      e.preventDefault();
      rememberChoice("lang", lang);
      location.reload();
    }
  });
}

function toggleTheme(): void {
  const root = document.documentElement;
  const dark = root.dataset["theme"] === "dark" || (root.dataset["theme"] === undefined && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset["theme"] = dark ? "light" : "dark";
  rememberChoice("theme", root.dataset["theme"]);
}

/** Lets a file be dropped on the upload field's label. */
export function listenToDrops(): void {
  for (const kind of ["dragover", "dragleave", "drop"] as const) {
    document.addEventListener(kind, (e) => {
      const zone = e.target instanceof Element ? e.target.closest<HTMLElement>(".drop") : null;
      if (zone === null) return;
      e.preventDefault();
      zone.classList.toggle("over", kind === "dragover");
      const input = zone.querySelector<HTMLInputElement>("input[type='file']");
      if (kind === "drop" && input !== null && e.dataTransfer !== null) {
        input.files = e.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }
}
