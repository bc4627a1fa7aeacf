// The islands in a real browser, on the mocks. `SHOTS=folder` keeps pictures.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { serve } from "../scripts/mock-server.mjs";
import { axe, launch, SIZES, visit } from "./harness.mjs";

let browser;
let mock;
before(async () => {
  mock = await serve();
  browser = await launch();
});
after(async () => {
  await browser.close();
  mock.server.closeAllConnections();
  mock.server.close();
});

async function open(name, size = "wide", theme = "dark") {
  const [width, height] = SIZES[size];
  const context = await browser.newContext({ viewport: { width, height } });
  const { tab, said } = await visit(context, `${mock.origin}/${name}?theme=${theme}`);
  return { context, tab, said };
}
async function picture(tab, name) {
  if (process.env.SHOTS === undefined) return;
  mkdirSync(process.env.SHOTS, { recursive: true });
  await tab.screenshot({ path: join(process.env.SHOTS, `${name}.png`) });
}

test("an order is issued in three clicks", async () => {
  const { context, tab, said } = await open("one-screen");
  await tab.click(".top .btn.primary");
  await tab.click("label:has(input[value='place-contacts'])");
  assert.equal(await tab.locator("input[name='to']:checked").count(), 1);
  assert.equal(await tab.locator("input[name='deadline']:checked").inputValue(), "120");
  assert.equal(await tab.textContent("[data-summary]"), "1 个岗位 · 时限 2 时");
  await picture(tab, "order-dialog");
  assert.deepEqual(await axe(tab), []);
  const [request] = await Promise.all([tab.waitForRequest((r) => r.method() === "POST"), tab.click("#order-dialog .btn.primary")]);
  const sent = new URLSearchParams(request.postData() ?? "");
  assert.deepEqual([sent.get("template"), sent.getAll("to"), sent.get("deadline")], ["place-contacts", ["post-transfer"], "120"]);
  assert.deepEqual(said, []);
  await context.close();
});

test("the bottleneck's own button brings its template, and a branch ticks what is under it", async () => {
  const { context, tab } = await open("one-screen");
  await tab.click(".stage.bottleneck .btn");
  assert.equal(await tab.locator("input[name='template']:checked").inputValue(), "mass-sampling");
  assert.equal(await tab.locator("input[name='to']:checked").count(), 2);
  assert.equal(await tab.evaluate(() => document.querySelector("input[value='post-330211']").indeterminate), true);
  await tab.check("input[value='post-330211']");
  assert.equal(await tab.locator("input[name='to']:checked").count(), 5);
  await tab.keyboard.press("Escape");
  assert.equal(await tab.locator("dialog[open]").count(), 0);
  await context.close();
});

test("a masked value is opened only by way of a purpose", async () => {
  const { context, tab } = await open("detail", "low", "light");
  await tab.click("a[data-field='phone']");
  assert.equal(await tab.inputValue("#purpose-dialog input[name='record']"), "person-5");
  assert.equal(await tab.inputValue("#purpose-dialog input[name='field']"), "phone");
  assert.equal(await tab.evaluate(() => document.querySelector("#purpose-dialog form").checkValidity()), false);
  await picture(tab, "purpose-dialog");
  assert.deepEqual(await axe(tab), []);
  await context.close();
});

test("the map says who answers for a unit, by pointer and by keyboard, on all three maps", async () => {
  const { context, tab, said } = await open("one-screen", "wide", "light");
  const box = await tab.locator("ht-map canvas").boundingBox();
  await tab.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.3);
  await tab.mouse.move(box.x + box.width * 0.31, box.y + box.height * 0.31);
  await tab.waitForSelector(".map-card");
  assert.match(await tab.textContent(".map-card"), /包干/);
  await picture(tab, "map-card");
  await tab.mouse.move(5, 400);
  await tab.waitForSelector(".map-card", { state: "detached" });
  await tab.click(".map-twin > summary");
  await tab.focus(".map-twin li:first-child a");
  await tab.waitForSelector(".map-card");
  assert.match(await tab.textContent(".map-card"), /封控区/);
  await picture(tab, "map-list");
  assert.deepEqual(await axe(tab), []);
  await tab.click(".map-twin > summary");
  await tab.waitForSelector(".map-card", { state: "detached" });
  await tab.focus("#map-situation");
  for (const preset of ["sites", "routes"]) {
    await tab.keyboard.press("ArrowRight");
    assert.equal(await tab.isChecked(`#map-${preset}`), true);
    await tab.waitForTimeout(1500);
    await picture(tab, `map-${preset}`);
  }
  await tab.click("[data-theme-toggle]");
  await tab.waitForTimeout(1200);
  await picture(tab, "map-routes-dark");
  assert.equal(await tab.evaluate(() => document.documentElement.dataset.theme), "dark");
  assert.match(await tab.evaluate(() => document.cookie), /theme=dark/);
  assert.deepEqual(said, []);
  await context.close();
});

test("the slider shows a past minute, stops the clocks, and keeps the map", async () => {
  const { context, tab, said } = await open("one-screen", "low");
  await tab.evaluate(() => (document.getElementById("map").mark = "same"));
  await tab.focus("ht-timeline input");
  await tab.keyboard.press("ArrowLeft");
  await tab.waitForFunction(() => document.documentElement.dataset.mode === "past" && location.search.includes("at="));
  assert.match(new URL(tab.url()).search, /at=2021-12-07T05:59/);
  await tab.waitForFunction(() => document.getElementById("conn").dataset.state === "past");
  assert.equal(await tab.evaluate(() => document.getElementById("map").mark), "same");
  assert.equal(await tab.evaluate(() => document.activeElement.type), "range");
  await tab.waitForTimeout(2000);
  assert.equal(await tab.locator("ht-map[data-ready] canvas").count(), 1);
  await picture(tab, "past");
  assert.deepEqual(said, []);
  await context.close();
});

test("a change on the server refreshes the screen at most every two seconds and keeps the focus", async () => {
  const { context, tab } = await open("one-screen", "low");
  await tab.evaluate(() => {
    window.swaps = 0;
    document.addEventListener("ht:swapped", () => (window.swaps += 1));
    document.getElementById("search").focus();
  });
  for (let i = 0; i < 20; i += 1) mock.changed();
  await tab.waitForFunction(() => window.swaps === 1);
  for (let i = 0; i < 20; i += 1) mock.changed();
  await tab.waitForTimeout(1000);
  assert.equal(await tab.evaluate(() => window.swaps), 1);
  await tab.waitForFunction(() => window.swaps === 2, null, { timeout: 4000 });
  assert.equal(await tab.evaluate(() => document.activeElement.id), "search");
  await context.close();
});

test("an answer given without a network is kept, counted and uploaded once", async () => {
  const { context, tab } = await open("phone-order", "phone", "light");
  const before = mock.taken.size;
  await context.setOffline(true);
  await tab.fill("#done", "87");
  await tab.click(".ph-foot .primary");
  await tab.waitForFunction(() => document.querySelector("ht-queue").textContent === "未上传 1");
  await picture(tab, "phone-offline");
  await context.setOffline(false);
  await tab.waitForFunction(() => document.querySelector("ht-queue").textContent === "已全部上传", null, { timeout: 8000 });
  assert.equal(mock.taken.size, before + 1);
  const body = new URLSearchParams([...mock.taken.values()].at(-1));
  assert.equal(body.get("count"), "87");
  assert.ok([...mock.taken.keys()].includes(body.get("client_id")));
  await context.close();
});

test("keys walk the rows, find the search, and can be switched off", async () => {
  const { context, tab } = await open("list", "low", "light");
  await tab.keyboard.press("j");
  await tab.keyboard.press("j");
  assert.equal(await tab.evaluate(() => document.activeElement.getAttribute("href")), "/cases/4");
  await tab.keyboard.press("?");
  await tab.waitForSelector("#keys-dialog[open]");
  await picture(tab, "keys");
  assert.deepEqual(await axe(tab), []);
  await tab.click("#keys-dialog input");
  await tab.keyboard.press("Escape");
  await tab.keyboard.press("/");
  assert.notEqual(await tab.evaluate(() => document.activeElement.id), "search");
  await context.close();
});

test("without scripts every page still says what it has to say", async () => {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, javaScriptEnabled: false });
  const tab = await context.newPage();
  await tab.goto(`${mock.origin}/one-screen`);
  assert.equal(await tab.isVisible("ht-curve table"), true);
  assert.equal(await tab.isVisible("ht-map .fallback"), true);
  assert.equal(await tab.isVisible("ht-timeline form button"), true);
  assert.equal(await tab.getAttribute(".top .btn.primary", "href"), "/orders/new");
  await picture(tab, "no-scripts");
  await context.close();
});
