import "./styles/app.css";
import { ChainElement } from "./islands/chain";
import { ClockElement } from "./islands/clock";
import { CurveElement } from "./islands/curve";
import { OrderElement } from "./islands/order";
import { QueueElement, queueForms } from "./islands/queue";
import { setMode, TimelineElement } from "./islands/timeline";
import { listenToDialogs, listenToDrops, listenToSwitches } from "./dialogs";
import { listenToKeys } from "./keyboard";
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
  if (document.querySelector("ht-map") !== null) void import("./map");
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
