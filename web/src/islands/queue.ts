import { t } from "../catalogue";
import { el, toast } from "../lib/dom";
import { forget, keep, outcome, retryWait, waiting, type Waiting } from "../lib/outbox";

let timer = 0;
let sending = false;

/** The count of records not yet uploaded, always in view; a press tries at once. */
export class QueueElement extends HTMLElement {
  connectedCallback(): void {
    void this.show();
    document.addEventListener("ht:outbox", this.#changed);
  }

  disconnectedCallback(): void {
    document.removeEventListener("ht:outbox", this.#changed);
  }

  readonly #changed = (): void => void this.show();

  /** Writes the present count. */
  async show(): Promise<void> {
    const all = await waiting().catch(() => []);
    const refused = all.filter((w) => w.refused !== undefined).length;
    const text = all.length === 0 ? t("allUploaded") : `${t("notUploaded")} ${all.length}`;
    const tone = refused > 0 ? "up bad" : all.length === 0 ? "up ok" : "up";
    const button = el("button", { type: "button", class: tone, "aria-live": "polite", onclick: () => void sendAll() }, text);
    if (all.length > 0) button.title = t("uploadNow");
    this.replaceChildren(button);
  }
}

/** Takes over forms marked `data-queue`: kept on the device first, then sent, so nothing is lost in a lift. */
export function queueForms(): void {
  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (!(form instanceof HTMLFormElement) || !("queue" in form.dataset)) return;
    e.preventDefault();
    void post(form, e.submitter);
  });
  window.addEventListener("online", () => void sendAll());
  document.addEventListener("submit", (e) => {
    if (e.target instanceof HTMLFormElement && "signout" in e.target.dataset) guardSignOut(e, e.target);
  });
  void sendAll();
}

async function post(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const fields = new FormData(form, submitter);
  const id = String(fields.get("client_id") ?? "") || crypto.randomUUID();
  fields.set("client_id", id);
  const body = new URLSearchParams([...fields].map(([k, v]) => [k, String(v)])).toString();
  const record: Waiting = { id, url: form.action, body, savedAt: Date.now(), tries: 0 };
  try {
    await keep(record);
  } catch {
    // No store on this device: the ordinary way is the honest one.
    form.submit();
    return;
  }
  announce();
  const taken = await send(record);
  announce();
  if (taken === "refused") return;
  if (taken === "again") toast(t("offlineKept"), "warn");
  const next = form.dataset["next"];
  if (taken === "taken" && next !== undefined) location.assign(next);
  else form.reset();
}

async function send(record: Waiting): Promise<"taken" | "refused" | "again"> {
  let status = 0;
  let reason = "";
  try {
    const answer = await fetch(record.url, {
      method: "POST",
      body: record.body,
      headers: { "Content-Type": "application/x-www-form-urlencoded", "Idempotency-Key": record.id, Accept: "application/problem+json, text/html" },
      credentials: "same-origin",
    });
    status = answer.status;
    if (outcome(status) === "refused") reason = await problemWords(answer);
  } catch {
    status = 503;
  }
  const result = outcome(status);
  if (result === "taken") await forget(record.id);
  else if (result === "refused") {
    await keep({ ...record, tries: record.tries + 1, refused: reason });
    toast(`${t("refusedKept")}：${reason}`, "bad");
  } else {
    await keep({ ...record, tries: record.tries + 1 });
    plan(retryWait(record.tries));
  }
  return result;
}

async function problemWords(answer: Response): Promise<string> {
  try {
    const problem = (await answer.json()) as { title?: string; detail?: string };
    return problem.detail ?? problem.title ?? String(answer.status);
  } catch {
    return String(answer.status);
  }
}

async function sendAll(): Promise<void> {
  if (sending) return;
  sending = true;
  try {
    for (const record of await waiting().catch(() => [])) {
      if (record.refused === undefined && (await send(record)) === "again") break;
      announce();
    }
  } finally {
    sending = false;
    announce();
  }
}

function plan(wait: number): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => void sendAll(), wait);
}

function announce(): void {
  document.dispatchEvent(new CustomEvent("ht:outbox"));
}

function guardSignOut(e: SubmitEvent, form: HTMLFormElement): void {
  if (form.dataset["sure"] === "yes") return;
  e.preventDefault();
  void waiting()
    .catch(() => [])
    .then((all) => {
      if (all.length > 0 && !confirm(t("leaveWithUnsent"))) return;
      form.dataset["sure"] = "yes";
      form.requestSubmit();
    });
}
