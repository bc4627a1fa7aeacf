// What every browser check needs: a Chromium that draws WebGL in software, a
// page that reports its own errors, and axe at WCAG 2.2 AA. It knows nothing of
// who serves the pages, so the same checks run on the mocks and on the server.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export const SIZES = { wide: [1920, 1080], low: [1366, 768], office: [1280, 800], phone: [390, 844] };

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"],
  });
}

/** Opens a page and waits until its islands are drawn; `said` collects everything that went wrong. */
export async function visit(context, url) {
  const tab = await context.newPage();
  const said = [];
  tab.on("console", (m) => m.type() === "error" && said.push(m.text()));
  tab.on("pageerror", (e) => said.push(String(e)));
  await tab.goto(url);
  if ((await tab.locator("ht-map").count()) > 0) await tab.waitForSelector("ht-map[data-idle]", { timeout: 30_000 }).catch(() => said.push("the map never came to rest"));
  await tab.waitForTimeout(150);
  return { tab, said };
}

/** Everything axe objects to, one line each. */
export async function axe(tab) {
  // The policy forbids scripts from elsewhere, so axe comes in through the debugger.
  const session = await tab.context().newCDPSession(tab);
  await session.send("Runtime.evaluate", { expression: AXE });
  const answer = await session.send("Runtime.evaluate", {
    expression: `axe.run(document,{runOnly:${JSON.stringify(TAGS)}}).then(r=>JSON.stringify(r.violations.map(v=>({id:v.id,n:v.nodes.length,at:v.nodes.slice(0,4).map(n=>n.target.join(" ")+" | "+((n.any[0]||n.all[0]||n.none[0]||{}).message||""))}))))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  return JSON.parse(answer.result.value).map((v) => `axe ${v.id} x${v.n}: ${v.at.join(" ; ")}`);
}

/** Pixels by which the page is wider than its window. */
export function tooWide(tab) {
  return tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
