// Every page a person can open, with who opens it; records are found in their
// lists as a reader finds them, so that the list below holds no numbers.

/** Pages of the office: name, address, and the sign-in name that opens it. */
export const OFFICE = [
  ["one-screen", "/", "duty"],
  ["map", "/map", "duty"],
  ["cases", "/cases", "duty"],
  ["case", first("/cases", "/cases/"), "tracer-1"],
  ["contacts", "/contacts", "duty"],
  ["contact", first("/contacts", "/contacts/"), "tracer-1"],
  ["exposures", "/exposures", "tracer-1"],
  ["chain", "/chain", "duty"],
  ["tubes", "/tubes", "duty"],
  ["tube", first("/tubes", "/tubes/"), "duty"],
  ["rounds", "/rounds", "duty"],
  ["round", first("/rounds", "/rounds/"), "duty"],
  ["labs", "/labs", "duty"],
  ["sites", "/sites", "duty"],
  ["site", first("/sites", "/sites/"), "duty"],
  ["groups", "/groups", "duty"],
  ["group", first("/groups", "/groups/"), "duty"],
  ["vehicles", "/vehicles", "duty"],
  ["zones", "/zones", "duty"],
  ["zone", first("/zones", "/zones/"), "duty"],
  ["gates", "/gates", "duty"],
  ["gate", first("/gates", "/gates/"), "duty"],
  ["proposals", "/proposals", "commander"],
  ["level", "/level", "duty"],
  ["places", "/places", "duty"],
  ["place", first("/places", "/places/"), "duty"],
  ["grid", "/grids/1", "duty"],
  ["orders", "/orders", "duty"],
  ["order", first("/orders", "/orders/"), "duty"],
  ["order-form", "/orders/new", "duty"],
  ["tasks", "/tasks", "duty"],
  ["task", first("/tasks", "/tasks/"), "duty"],
  ["task-form", "/tasks/new", "duty"],
  ["gaps", "/gaps", "duty"],
  ["problems", "/problems", "duty"],
  ["problem-form", "/problems/new", "duty"],
  ["stage", "/stages/trace", "duty"],
  ["imports", "/imports", "tracer-1"],
  ["import", "/import", "tracer-1"],
  ["bulletin", "/bulletin", "publisher"],
  ["analysis", "/analysis", "duty"],
  ["audit", "/audit", "inspector"],
  ["rules", "/rules", "duty"],
  ["help", "/help", "duty"],
  ["licences", "/licences", "duty"],
];

/** Pages of the street: the same, for a phone. */
export const PHONE = [
  ["phone-home", "/m", "grid-1901"],
  ["phone-order", first("/m", "/m/orders/"), "grid-1901"],
  ["phone-report", "/m/report", "grid-1901"],
];

/** The address of the first record a list links to. */
function first(list, prefix) {
  return async (desk) => {
    const tab = await desk.open(list);
    const hrefs = await tab.locator(`main a[href^="${prefix}"]`).evaluateAll((links) => links.map((a) => a.getAttribute("href")));
    await tab.close();
    return hrefs.find((href) => /\/[0-9]+$/.test(href)) ?? null;
  };
}
