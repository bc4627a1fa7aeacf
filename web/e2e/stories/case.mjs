// From a key figure to the case behind it, and a name opened for a purpose.
import { desk } from "../demo.mjs";
import { fail, same, says, silent } from "../expect.mjs";

export default {
  async "a key figure leads to its cases, a case shows its stamps, and a name opens only for a purpose that is audited"(browser) {
    const at = await desk(browser, "tracer-1");
    const tab = await at.open("/");
    await tab.locator(".keys .key[href*='origin=unknown']").click();
    await tab.waitForURL("**/cases?**");
    says("the filter is in the address", tab.url(), "origin=unknown");
    same("the filter is in the form", await tab.inputValue("form.filters select[name=origin]"), "unknown");
    const rows = tab.locator("table.list tr[data-row]");
    if ((await rows.count()) === 0) fail("cases of unknown origin", "at least one", 0);
    await tab.locator("table.list tr[data-row] a[href='/cases/1'], table.list tr[data-row] a[href^='/cases/']").last().click();
    await tab.waitForURL(/\/cases\/\d+/);
    if ((await tab.locator("ol.timeline li").count()) < 3) fail("entries of the timeline", "at least 3", await tab.locator("ol.timeline li").count());
    const stamps = await tab.locator("table.facts", { has: tab.locator("th", { hasText: "设备" }) }).first().locator("th").allInnerTexts();
    for (const stamp of ["发生", "设备", "收到", "判定", "办结"]) says("the five stamps", stamps.join(" "), stamp);
    if ((await tab.locator("a[href^='/contacts/']").count()) === 0) fail("contacts of the case", "at least one", 0);

    const mask = tab.locator("h1 a.mask");
    says("the name is masked", await mask.innerText(), "*");
    says("the identity number is masked", await tab.locator("dl.known a.mask[data-field=id]").innerText(), "*");
    const record = await mask.getAttribute("data-record");
    await mask.click();
    await tab.click("#purpose-dialog input[value=tracing] >> xpath=..");
    await tab.fill("#purpose-note", "核对末次暴露");
    await tab.click("#purpose-dialog .btn.primary");
    await tab.waitForSelector(".unmasked");
    const name = await tab.locator(".unmasked").first().innerText();
    says("the name is open", name, /^[\u4e00-\u9fff·]{2,}$/);
    silent("nothing of it is masked", name, "*");
    says("who looked is on the page", await tab.innerText("main"), "核对末次暴露");
    await at.close();

    const inspector = await desk(browser, "inspector");
    const audit = await inspector.open(`/audit?kind=privacy&person=${record}`);
    const first = await audit.locator("table.list tr[data-row]").first().innerText();
    says("the look is in the audit", first, "流调组长 1 号");
    says("with its purpose", await audit.innerText("table.list"), "核对末次暴露");
    silent("but without the name", await audit.innerText("main"), name);
    await inspector.close();
  },
};
