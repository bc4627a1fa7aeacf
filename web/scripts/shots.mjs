// Screenshots of every mock in both themes and three sizes, each checked with
// axe (WCAG 2.2 AA) and for anything wider than the page.
// Usage: node scripts/shots.mjs [name ...]   (OUT=folder, SIZES=wide,low,phone)
import { mkdirSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { axe, launch, SIZES, tooWide, visit } from "../e2e/harness.mjs";
import { serve } from "./mock-server.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.env.OUT ?? join(tmpdir(), "haitang-shots");
const sizes = (process.env.SIZES ?? "wide,low,phone").split(",");
const all = readdirSync(join(here, "../mock")).filter((f) => f.endsWith(".html") && !f.startsWith("_")).map((f) => f.slice(0, -5));
const names = process.argv.length > 2 ? process.argv.slice(2) : all;

mkdirSync(out, { recursive: true });
const { server, origin } = await serve();
const browser = await launch();
let faults = 0;
for (const size of sizes) {
  const [width, height] = SIZES[size];
  for (const theme of ["dark", "light"]) {
    const context = await browser.newContext({ viewport: { width, height } });
    for (const name of names) {
      const { tab, said } = await visit(context, `${origin}/${name}?theme=${theme}`);
      await tab.screenshot({ path: join(out, `${name}-${size}-${theme}.png`), fullPage: size === "phone" });
      const wider = await tooWide(tab);
      if (wider > 0) said.push(`${wider} px wider than the page`);
      said.push(...(await axe(tab)));
      faults += said.length;
      if (said.length > 0) console.log(`${name} ${size} ${theme}\n  ${said.join("\n  ")}`);
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
