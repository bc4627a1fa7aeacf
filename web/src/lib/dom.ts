/** Builds an element: attributes by name, `on*` handlers by function, then children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attrs: Record<string, string | number | boolean | ((e: Event) => void)> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(name);
  apply(node, attrs);
  node.append(...children);
  return node;
}

/** The same for SVG. */
export function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attrs: Record<string, string | number | boolean | ((e: Event) => void)> = {},
  ...children: (Node | string)[]
): SVGElementTagNameMap[K] {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  apply(node, attrs);
  node.append(...children);
  return node;
}

function apply(
  node: Element,
  attrs: Record<string, string | number | boolean | ((e: Event) => void)>,
): void {
  for (const [name, value] of Object.entries(attrs)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false) node.setAttribute(name, String(value));
  }
}

/** A cookie the server reads to render the next page the same way. */
export function rememberChoice(name: "theme" | "lang" | "keys", value: string): void {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; SameSite=Lax`;
}

/** Reads a remembered choice. */
export function recallChoice(name: "theme" | "lang" | "keys"): string | null {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found === undefined ? null : found.slice(name.length + 1);
}

/** Whether the reader asked for little motion. */
export function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Shows a short message that goes by itself. */
export function toast(text: string, tone: "good" | "warn" | "bad" = "good"): void {
  let box = document.querySelector(".toasts");
  if (box === null) {
    box = el("div", { class: "toasts", role: "status" });
    document.body.append(box);
  }
  const note = el("div", { class: `toast ${tone}` }, text);
  box.append(note);
  setTimeout(() => note.remove(), 8000);
}
