// English throughout, and a dark room.
import { desk } from "../demo.mjs";
import { none, same, until } from "../expect.mjs";
import { OFFICE, PHONE } from "../pages.mjs";

/** Chinese in what the program itself says: titles, navigation, headings, labels, buttons. Names of places and people, and what people wrote, stay. */
function chinese(tab) {
  const parts = [
    "title", "nav a", ".tabs a", "header.top .btn", "header.top input", ".fresh span", ".chip", ".level b", ".conn", ".demo-bar",
    "main h1:not(:has(.mask, .hash)) > :not(.src)", "main h2", "main > .stack th", "label:not(.tree label):not(:has(select, input[type=checkbox]))", "legend", "main .btn", "main button", ".tag", ".funnel dt", ".map-key", ".map-head label", "footer.ph-foot .btn",
  ];
  return tab.evaluate((parts) => {
    const own = /镇海|宁波|街道|社区|村|网格|[市区]指挥部|隔离点|医院|实验室|轮|方案|处置/;
    const seen = new Set();
    for (const n of document.querySelectorAll(parts.join(","))) {
      if (n.closest("[lang='zh-CN'], dialog, .tree") !== null && n !== document.documentElement && n.closest("[lang]") !== document.documentElement) continue;
      const words = [n.tagName === "INPUT" ? n.placeholder : n.textContent, n.getAttribute("aria-label")];
      for (const text of words) if (text !== null && /[\u4e00-\u9fff]/.test(text) && !own.test(text) && !n.closest("[data-names]")) seen.add(`${n.tagName.toLowerCase()}: ${text.trim().slice(0, 30)}`);
    }
    return [...seen];
  }, parts);
}

export default {
  async "the language switch leaves no Chinese in what the program says itself"(browser) {
    const at = await desk(browser, "duty");
    const tab = await at.open("/");
    await tab.click("header [data-lang=en]");
    await tab.waitForSelector("html[lang=en]");
    await at.close();
    const faults = [];
    const desks = new Map();
    for (const [name, address, who] of [...OFFICE, ...PHONE]) {
      if (typeof address !== "string") continue;
      if (!desks.has(who)) desks.set(who, await desk(browser, who, { lang: "en" }));
      const page = await desks.get(who).open(address);
      faults.push(...(await chinese(page)).map((f) => `${name} ${f}`));
      await page.close();
    }
    for (const each of desks.values()) await each.close();
    none("Chinese in English pages", faults);
  },

  async "the theme button darkens the room and is remembered"(browser) {
    const at = await desk(browser, "duty");
    const tab = await at.open("/cases");
    const brightness = () => tab.evaluate(() => getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g).slice(0, 3).reduce((n, c) => n + Number(c), 0) / 3);
    await until("a light page", brightness, (b) => b > 180);
    await tab.click("[data-theme-toggle]");
    await until("a dark page", brightness, (b) => b < 80);
    await tab.reload();
    same("the choice is kept", await tab.getAttribute("html", "data-theme"), "dark");
    await at.close();
  },
};
