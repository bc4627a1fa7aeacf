// Work begun by hand: a task for a grid, a problem of a register, and six tabs that share one connection.
import { desk } from "../demo.mjs";
import { fail, none, same, says } from "../expect.mjs";
import { SIZES, axe, tooWide } from "../harness.mjs";

export default {
  async "the duty officer gives a grid a task and records a problem, from a phone too"(browser) {
    const at = await desk(browser, "duty", { size: SIZES.phone });
    const places = await at.open("/gaps?kind=grid-silent");
    const grid = await places.locator("main a[href^='/grids/']").first().getAttribute("href");
    await places.goto(new URL(grid, places.url()).href);
    await places.click("main .page-head .actions a[href^='/tasks/new']");
    same("the grid is filled in", await places.inputValue("input[name=about]"), `G${grid.split("/").at(-1)}`);
    none("axe on the form", await axe(places));
    same("the form is no wider than the phone", Math.max(0, await tooWide(places)), 0);
    await places.click("label:has(input[value=disinfect])");
    await places.click("label:has(input[name=minutes][value='60'])");
    await places.fill("textarea[name=text]", "垃圾房终末消毒，完成后报照片");
    await places.click("main .btn.primary");
    await places.waitForURL((url) => url.pathname === "/tasks" && url.searchParams.has("owner"));
    says("the task stands in the list of its owner", await places.innerText("main"), "垃圾房终末消毒");

    await places.goto(new URL("/tasks/new?about=R999999999", places.url()).href);
    await places.fill("textarea[name=text]", "核对");
    await places.click("main .btn.primary");
    says("what cannot be found is said above the form", await places.innerText("main .notice.bad"), "没有找到");
    same("and what was written is kept", await places.inputValue("textarea[name=text]"), "核对");

    await places.goto(new URL("/problems/new", places.url()).href);
    none("axe on the form", await axe(places));
    await places.fill("input[name=register]", "居民问题");
    await places.fill("textarea[name=kind]", "三号楼慢病患者缺药");
    await places.click("main .btn.primary");
    await places.waitForURL((url) => url.pathname === "/problems" && url.searchParams.get("register") === "居民问题");
    says("the problem stands in its register", await places.innerText("main"), "缺药");
    await at.close();
  },

  async "eight open tabs share one stream, and every page still answers"(browser) {
    const at = await desk(browser, "duty", { size: SIZES.low });
    const tabs = [];
    for (const address of ["/orders", "/tasks", "/cases", "/contacts", "/tubes", "/sites", "/zones", "/gates"]) tabs.push(await at.open(address));
    const states = await Promise.all(tabs.map((tab) => tab.getAttribute("#conn", "data-state")));
    if (states.some((state) => state !== "ok")) fail("every tab is connected", "ok", states.join(", "));
    const last = await at.open("/rules");
    says("the ninth page opens", await last.innerText("h1"), /[\u4e00-\u9fff]/);
    await at.close();
  },
};
