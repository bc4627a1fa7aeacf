// The one screen: what it says, that all of it can be seen, and its past.
import { desk } from "../demo.mjs";
import { fail, none, same, says, until } from "../expect.mjs";
import { SIZES, tooWide } from "../harness.mjs";

/** Words cut by their box, and boxes that stand outside the window or cover one another. */
function cut(tab) {
  return tab.evaluate(() => {
    const faults = [];
    const name = (n) => `${n.tagName.toLowerCase()}.${n.className} “${(n.textContent ?? "").trim().slice(0, 30)}”`;
    const shown = (n) => n.getClientRects().length > 0 && !n.closest("dialog, .sr, .canvas, details:not([open]) > :not(summary)");
    for (const n of document.querySelectorAll("header.top *, nav.rail *, main *, footer.ticker *")) {
      if (!(n instanceof HTMLElement) || !shown(n)) continue;
      const style = getComputedStyle(n);
      const hides = /hidden|clip/.test(style.overflowX + style.overflowY);
      if (hides && (n.scrollWidth > n.clientWidth + 1 || n.scrollHeight > n.clientHeight + 2) && n.clientWidth > 1) faults.push(`cut: ${name(n)}`);
      if (style.position !== "fixed" && !n.closest("[tabindex='0'], .ticker, ht-map")) {
        const box = n.getBoundingClientRect();
        if (box.right > innerWidth + 1 || box.left < -1) faults.push(`outside: ${name(n)}`);
      }
    }
    const bar = [...document.querySelectorAll("header.top > *, header.top .top-right > *, header.top .level > *, ht-timeline .asof > *")].filter((n) => shown(n) && !n.matches(".top-right, .level, ht-timeline"));
    bar.forEach((a, i) => {
      for (const b of bar.slice(i + 1)) {
        const [p, q] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
        if (Math.min(p.right, q.right) - Math.max(p.left, q.left) > 2 && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 2) faults.push(`covers: ${name(a)} and ${name(b)}`);
      }
    });
    const bottom = document.querySelector(".ticker").getBoundingClientRect().top;
    const boxes = [...document.querySelectorAll("main .card, .map-box, .funnel .stage")].filter((n) => shown(n) && !n.parentElement.closest(".card"));
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1)) {
        const [p, q] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
        if (Math.min(p.right, q.right) - Math.max(p.left, q.left) > 2 && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 2) faults.push(`covers: ${name(a)} and ${name(b)}`);
      }
      const box = a.getBoundingClientRect();
      if (box.bottom > bottom + 1) faults.push(`below the window: ${name(a)}`);
      for (const inner of a.querySelectorAll("*")) {
        if (!(inner instanceof HTMLElement) || !shown(inner) || a.matches("[tabindex='0']") || inner.closest(".scroll-x, ht-map")) continue;
        const part = inner.getBoundingClientRect();
        if (part.bottom > box.bottom + 2 || part.right > box.right + 2) faults.push(`out of its card: ${name(inner)}`);
      }
    });
    return [...new Set(faults)];
  });
}

async function figures(tab) {
  const keys = await tab.locator(".keys .key").allInnerTexts();
  const stages = await tab.locator(".funnel .num b").allInnerTexts();
  return [...keys, ...stages].join(" / ");
}

export default {
  async "the one screen answers how it stands, who does what, what is stuck and what is unseen"(browser) {
    const at = await desk(browser, "duty", { size: SIZES.wide });
    const tab = await at.open("/");
    none("errors in the console", at.said);
    says("the level", await tab.innerText("#level"), "Ⅰ级响应");
    const keys = await tab.locator(".keys .key").allInnerTexts();
    same("key figures", keys.length, 3);
    for (const key of keys) says("a key figure with its minute", key, /\d[\s\S]*\d\d:\d\d/);
    same("bottleneck stages", await tab.locator(".stage.bottleneck").count(), 1);
    says("the bottleneck is said in words", await tab.innerText(".stage.bottleneck"), "瓶颈");
    same("stages", await tab.locator(".funnel .stage").count(), 5);
    for (const order of await tab.locator(".orders li .seg").all()) says("receipts in words", await order.getAttribute("aria-label"), /送达 \d+ · 受理 \d+ · 办结 \d+/);
    if ((await tab.locator(".orders li").count()) === 0) fail("orders in hand", "at least one", 0);
    if ((await tab.locator(".gaps li").count()) === 0) fail("blind spots", "at least one", 0);
    const canvas = await tab.locator("ht-map canvas").boundingBox();
    if (canvas === null || canvas.width < 400 || canvas.height < 300) fail("the map's canvas", "at least 400 × 300", JSON.stringify(canvas));
    const zones = await tab.evaluate(() => document.querySelector("ht-map").data.grids.filter((g) => g.zone !== null).length);
    if (zones === 0) fail("zoned grids on the map", "at least one", zones);
    const colours = await coloursOf(tab);
    if (colours < 12) fail("different colours in the map's picture", "at least 12", colours);
    await at.close();
  },

  async "nothing on the one screen is cut or covered at 1920×1080 and 1366×768, and a phone never scrolls sideways"(browser) {
    const faults = [];
    for (const [size, lang] of [["wide", "zh-CN"], ["low", "zh-CN"], ["wide", "en"], ["low", "en"]]) {
      const at = await desk(browser, "duty", { size: SIZES[size], lang });
      const tab = await at.open("/");
      faults.push(...(await cut(tab)).map((f) => `${size} ${lang} ${f}`));
      const wider = await tooWide(tab);
      if (wider > 0) faults.push(`${size} ${lang}: ${wider} px too wide`);
      await at.close();
    }
    for (const lang of ["zh-CN", "en"]) {
      const at = await desk(browser, "duty", { size: SIZES.phone, lang });
      const wider = await tooWide(await at.open("/"));
      if (wider > 0) faults.push(`phone ${lang}: ${wider} px too wide`);
      const record = await at.open("/chain");
      const columns = await record.locator(".detail").evaluate((n) => getComputedStyle(n).gridTemplateColumns.split(" ").length);
      if (columns !== 1) faults.push(`phone ${lang}: a record stands in ${columns} columns`);
      await at.close();
    }
    none("cut, covered or too wide", faults);
  },

  async "the time slider shows the whole screen as it was known, with the minute in the address, and comes back live"(browser) {
    const at = await desk(browser, "duty", { size: SIZES.low });
    const tab = await at.open("/");
    const now = await figures(tab);
    await tab.locator("ht-timeline input[type=range]").evaluate((range) => {
      const from = Date.parse(`${range.closest("ht-timeline").getAttribute("from")}:00+08:00`);
      range.value = String((Date.parse("2021-12-05T16:30:00+08:00") - from) / 60_000);
      range.dispatchEvent(new Event("input", { bubbles: true }));
      range.dispatchEvent(new Event("change", { bubbles: true }));
    });
    await tab.waitForURL(/[?&]at=2021-12-05T16(:|%3A)30/);
    await until("the screen's own minute", () => tab.getAttribute("#screen", "data-as-of"), (s) => s.startsWith("2021-12-05T16:30"));
    says("the level then", await tab.innerText("#level"), "常态化");
    same("the frame says it is the past", await tab.getAttribute("html", "data-mode"), "past");
    const then = await figures(tab);
    if (then === now) fail("figures at 2021-12-05 16:30", "other than now", then);
    const colleague = await at.open(new URL(tab.url()).pathname + new URL(tab.url()).search);
    same("a colleague with the address sees the same", await figures(colleague), then);
    await colleague.close();
    await tab.click("ht-timeline button.live");
    await tab.waitForURL((url) => !url.searchParams.has("at"));
    await until("back to live", () => tab.innerText("#level"), (s) => s.includes("Ⅰ级响应"));
    same("the frame is live again", await tab.getAttribute("html", "data-mode"), "live");
    await at.close();
  },
};

/** How many different colours the map's picture holds, coarsely: an empty canvas has a few. */
async function coloursOf(tab) {
  const png = await tab.locator("ht-map .canvas").screenshot();
  return tab.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const g = canvas.getContext("2d");
    g.drawImage(picture, 0, 0);
    const { data } = g.getImageData(0, 0, picture.width, picture.height);
    const seen = new Map();
    for (let i = 0; i < data.length; i += 16) {
      const colour = ((data[i] >> 4) << 8) | ((data[i + 1] >> 4) << 4) | (data[i + 2] >> 4);
      seen.set(colour, (seen.get(colour) ?? 0) + 1);
    }
    return [...seen.values()].filter((n) => n > 20).length;
  }, png.toString("base64"));
}
