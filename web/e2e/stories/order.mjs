// From the screen to the street and back: an order in three clicks, its answer by phone, and a gap closed.
import { desk } from "../demo.mjs";
import { fail, same, says, silent, until } from "../expect.mjs";
import { SIZES, tooWide } from "../harness.mjs";

export default {
  async "an order in three clicks reaches a grid, its worker answers by phone, the receipt turns green and a gap closes"(browser) {
    const office = await desk(browser, "duty");
    // A grid that has left an order unanswered beyond its deadline: the gap is the demo city's own.
    const gaps = await office.open("/gaps?kind=order-not-accepted");
    const row = gaps.locator("table.list tr[data-row]", { has: gaps.locator("a[href^='/grids/']") }).first();
    const before = await gaps.locator("table.list tr[data-row]").count();
    if ((await row.count()) === 0) fail("an unanswered order of a grid", "at least one", await gaps.innerText("main"));
    const grid = (await row.locator("a[href^='/grids/']").getAttribute("href")).split("/").at(-1);
    const late = (await row.locator("td.wrap a[href^='/orders/']").getAttribute("href")).split("/").at(-1);
    const worker = await handleOf(browser, await row.locator("a[href^='/grids/']").innerText());

    const book = await office.open("/orders");
    const acceptedBefore = await accepted(book, late);
    // Every open page listens for changes, and a browser keeps six connections to one service.
    await book.close();
    const tab = await office.open("/");
    const inHand = await openOrders(tab);
    await tab.click("header .btn.primary");
    await tab.click("#order-dialog label:has(input[value=verify])");
    same("the template brings its deadline", await tab.locator("#order-dialog input[name=deadline]:checked").count(), 1);
    same("the template brings this grid", await tab.locator(`#order-dialog input[name=to][value=G${grid}]`).isChecked(), true);
    await tab.click("#order-dialog footer .btn.primary");
    await tab.waitForURL((url) => url.pathname.startsWith("/orders"));
    const order = new URL(tab.url()).pathname.match(/\/orders\/(\d+)$/)?.[1] ?? (await tab.locator("table.list a[href^='/orders/']").first().getAttribute("href")).split("/").at(-1);
    const receipt = `main table.facts tr:has(a[href='/grids/${grid}'])`;

    const street = await desk(browser, worker, { size: SIZES.phone });
    const phone = await street.open("/m");
    says("the new order is on the worker's phone", await phone.locator("main a.hh").evaluateAll((a) => a.map((n) => n.getAttribute("href")).join(" ")), `/m/orders/${order}`);
    same("the phone page is no wider than the phone", Math.max(0, await tooWide(phone)), 0);
    await answer(phone, late, "accepted");
    await answer(phone, order, "accepted");
    await answer(phone, order, "done");
    await street.close();
    await tab.close();

    const back = await office.open(`/orders/${order}`);
    const line = back.locator(receipt);
    says("the receipt on the order's page", await line.innerText(), "办结");
    same("it is green", await line.locator(".tag.good").count(), 1);
    await back.close();
    const screen = await office.open("/");
    same("orders in hand on the screen", await openOrders(screen), inHand + 1);
    const tree = screen.locator(`.orders li:has(a[href='/orders/${order}'])`);
    same("the new order stands on the screen, whatever is late besides", await tree.count(), 1);
    if ((await tree.locator(".seg i.d").count()) === 0) fail("a green receipt on the screen", "at least one", await tree.innerHTML());
    says("the screen counts it", await tree.innerText(), "办结 1 /");
    const list = await office.open("/orders");
    same("units that accepted the late order", await accepted(list, late), acceptedBefore + 1);
    const bar = list.locator(`table.list tr:has(a[href='/orders/${order}']) .seg`);
    says("the list counts the new one", await bar.getAttribute("aria-label"), "办结 1");
    if ((await bar.locator("i.d").count()) === 0) fail("a green segment", "at least one", await bar.innerHTML());
    await gaps.reload();
    const after = await gaps.locator("table.list tr[data-row]").count();
    same("gaps of unanswered orders", after, before - 1);
    const left = await gaps.locator(`table.list tr:has(a[href='/orders/${late}']):has(a[href='/grids/${grid}'])`).count();
    same("the gap of this grid", left, 0);
    await office.close();
  },

  async "a grid worker is told politely what is not theirs to see"(browser) {
    const street = await desk(browser, "grid-1901", { size: SIZES.phone });
    const answers = await street.context.request.get("/audit");
    same("the audit is closed to a grid worker", answers.status(), 403);
    const refused = await street.open("/audit");
    says("the refusal is in words", await refused.innerText("main"), /[\u4e00-\u9fff]{6,}/);
    silent("and names no program part", await refused.innerText("main"), /Denial|panic|unwrap|Error\b/);
    await street.close();
  },
};

/** The sign-in name of a grid's worker, as the audit lists those who act. */
async function handleOf(browser, name) {
  const inspector = await desk(browser, "inspector");
  const audit = await inspector.open("/audit");
  const actors = await audit.locator("select[name=actor] option").allInnerTexts();
  await inspector.close();
  const grid = name.trim().split(" ").slice(1).join(" ");
  const worker = actors.find((words) => words.startsWith(`${grid}网格长 · `));
  if (worker === undefined) fail("the worker of a grid among those who act", `${grid}网格长`, actors.slice(0, 5).join(", "));
  return worker.split(" · ").at(-1);
}

async function accepted(list, order) {
  const words = await list.locator(`table.list tr:has(a[href='/orders/${order}']) .seg`).getAttribute("aria-label");
  return Number(words.match(/受理 (\d+)/)?.[1]);
}

async function openOrders(screen) {
  return Number((await screen.locator(".card:has(> .orders) header small").innerText()).match(/(\d+) 条在办/)?.[1]);
}

async function answer(phone, order, step) {
  await phone.goto(new URL(`/m/orders/${order}`, phone.url()).href);
  await phone.click(`label:has(input[name=step][value=${step}])`);
  await phone.click("footer .btn.primary");
  await phone.waitForURL((url) => url.pathname === "/m");
  await until("everything is uploaded", () => phone.innerText("ht-queue"), (s) => !/\d/.test(s));
}
