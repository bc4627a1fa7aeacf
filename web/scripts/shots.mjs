// Screenshots of every mock in both themes and three sizes, each checked with
// axe (WCAG 2.2 AA) and for anything wider than the page.
// Usage: node scripts/shots.mjs [name ...]   (OUT=folder, SIZES=wide,low,phone)
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./mock-server.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.env.OUT ?? "/tmp/haitang-shots";
const SIZES = { wide: [1920, 1080], low: [1366, 768], office: [1280, 800], phone: [390, 844] };
const sizes = (process.env.SIZES ?? "wide,low,phone").split(",");
const all = readdirSync(join(here, "../mock")).filter((f) => f.endsWith(".html") && !f.startsWith("_")).map((f) => f.slice(0, -5));
const names = process.argv.length > 2 ? process.argv.slice(2) : all;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

mkdirSync(out, { recursive: true });
const { server, origin } = await serve();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"],
});
let faults = 0;
for (const size of sizes) {
  const [width, height] = SIZES[size];
  for (const theme of ["dark", "light"]) {
    const context = await browser.newContext({ viewport: { width, height }, bypassCSP: false });
    for (const name of names) {
      const tab = await context.newPage();
      const said = [];
      tab.on("console", (m) => m.type() === "error" && said.push(m.text()));
      tab.on("pageerror", (e) => said.push(String(e)));
      await tab.goto(`${origin}/${name}?theme=${theme}`);
      if ((await tab.locator("ht-map").count()) > 0) await tab.waitForSelector("ht-map[data-idle]", { timeout: 30_000 }).catch(() => said.push("the map never came to rest"));
      await tab.waitForTimeout(200);
      await tab.screenshot({ path: join(out, `${name}-${size}-${theme}.png`), fullPage: size === "phone" });
      const wider = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wider > 0) said.push(`${wider} px wider than the page`);
      // The policy forbids scripts from elsewhere, so axe comes in through the debugger.
      const session = await context.newCDPSession(tab);
      await session.send("Runtime.evaluate", { expression: axe });
      const answer = await session.send("Runtime.evaluate", { expression: `axe.run(document,{runOnly:${JSON.stringify(TAGS)}}).then(r=>JSON.stringify(r.violations.map(v=>({id:v.id,n:v.nodes.length,at:v.nodes.slice(0,4).map(n=>n.target.join(" ")+" | "+((n.any[0]||n.all[0]||n.none[0]||{}).message||""))}))))`, awaitPromise: true, returnByValue: true });
      const violations = JSON.parse(answer.result.value);
      for (const v of violations) said.push(`axe ${v.id} x${v.n}: ${v.at.join(" ; ")}`);
      if (said.length > 0) {
        faults += said.length;
        console.log(`${name} ${size} ${theme}`);
        for (const line of said) console.log(`  ${line}`);
      }
      await tab.close();
    }
    await context.close();
  }
}
await browser.close();
server.closeAllConnections();
server.close();
console.log(faults === 0 ? `clean: ${names.length} pages x ${sizes.length} sizes x 2 themes` : `${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;
