import "./styles/app.css";
import { ChainElement } from "./islands/chain";
import { ClockElement } from "./islands/clock";
import { CurveElement } from "./islands/curve";
import { OrderElement } from "./islands/order";
import { QueueElement, queueForms } from "./islands/queue";
import { setMode, TimelineElement } from "./islands/timeline";
import { listenToDialogs, listenToDrops, listenToSwitches } from "./dialogs";
import { t } from "./catalogue";
import { listenToKeys } from "./keyboard";
import { el } from "./lib/dom";
import { Live, swapScreen } from "./live";

customElements.define("ht-clock", ClockElement);
customElements.define("ht-curve", CurveElement);
customElements.define("ht-chain", ChainElement);
customElements.define("ht-timeline", TimelineElement);
customElements.define("ht-order", OrderElement);
customElements.define("ht-queue", QueueElement);

listenToKeys();
listenToDialogs();
listenToSwitches();
listenToDrops();
queueForms();

/** The map is a megabyte: only pages that hold one ask for it. */
function wantMap(): void {
  const maps = document.querySelectorAll("ht-map");
  if (maps.length === 0) return;
  for (const map of maps) {
    if (map.querySelector(":scope > .map-wait") === null && map.getAttribute("data-idle") === null) map.append(el("div", { class: "map-wait", role: "status" }, el("span", {}, t("mapLoading"))));
  }
  import("./map").catch(() => {
    for (const map of maps) map.querySelector(":scope > .map-wait")?.remove();
  });
}
wantMap();
document.addEventListener("ht:swapped", wantMap);
document.addEventListener("htmx:afterSettle", wantMap);

const live = new Live();
live.start();
document.addEventListener("ht:mode", (e) => {
  if ((e as CustomEvent<string>).detail === "past") live.stop();
  else live.resume();
});
window.addEventListener("popstate", () => {
  const past = new URLSearchParams(location.search).has("at");
  if (!past) {
    location.reload();
    return;
  }
  setMode("past");
  void swapScreen(location.pathname + location.search);
});
