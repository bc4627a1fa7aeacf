import { pageLang, t } from "../catalogue";
import { branchState, minutesInWords } from "../lib/order";

/**
 * Order issuing in three clicks: choosing a template brings its recipients and
 * deadline, a branch ticks what is under it, and a line says what will be sent.
 * Without scripts the same form works with every choice made by hand.
 */
export class OrderElement extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("change", this.#changed);
    this.#tell();
  }

  disconnectedCallback(): void {
    this.removeEventListener("change", this.#changed);
  }

  /** Chooses a template by its value, as a click on it would. */
  choose(template: string): void {
    const radio = this.querySelector<HTMLInputElement>(`input[name='template'][value='${CSS.escape(template)}']`);
    if (radio === null) return;
    radio.checked = true;
    this.#applyTemplate(radio);
    this.#tell();
  }

  readonly #changed = (e: Event): void => {
    const input = e.target;
    if (!(input instanceof HTMLInputElement)) return;
    if (input.name === "template") this.#applyTemplate(input);
    if (input.type === "checkbox") {
      input.closest("li")?.querySelectorAll<HTMLInputElement>("ul input[type='checkbox']").forEach((below) => (below.checked = input.checked));
      this.#settleBranches();
    }
    this.#tell();
  };

  #applyTemplate(radio: HTMLInputElement): void {
    const to = new Set((radio.dataset["to"] ?? "").split(" ").filter((s) => s !== ""));
    for (const box of this.#boxes()) box.checked = to.has(box.value);
    for (const choice of this.querySelectorAll<HTMLInputElement>("input[name='deadline']")) {
      choice.checked = choice.value === radio.dataset["deadline"];
    }
    this.#settleBranches();
  }

  #boxes(): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>(".tree input[type='checkbox']")];
  }

  #settleBranches(): void {
    for (const branch of [...this.querySelectorAll<HTMLLIElement>(".tree li")].reverse()) {
      const own = branch.querySelector<HTMLInputElement>(":scope > label input, :scope > details > summary input");
      const below = [...branch.querySelectorAll<HTMLInputElement>("ul input[type='checkbox']")];
      if (own === null || below.length === 0) continue;
      const leaves = below.filter((b) => b.closest("li")?.querySelector("ul") === null);
      own.indeterminate = branchState(leaves.filter((b) => b.checked).length, leaves.length) === "some" && !own.checked;
    }
  }

  #tell(): void {
    const chosen = this.#boxes().filter((b) => b.checked).length;
    const count = this.querySelector("[data-count]");
    if (count !== null) count.textContent = chosen === 0 ? t("none") : `${t("selected")} ${chosen}`;
    const deadline = this.querySelector<HTMLInputElement>("input[name='deadline']:checked");
    const summary = this.querySelector("[data-summary]");
    if (summary === null || chosen === 0 || deadline === null) return;
    summary.textContent = `${chosen} ${t("posts")} · ${t("dueIn")} ${minutesInWords(Number(deadline.value), pageLang() === "zh-CN")}`;
  }
}
