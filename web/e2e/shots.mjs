// Pictures: the four of the README into docs/screens, and every page in the
// system's temporary folder, for looking at.
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { desk } from "./demo.mjs";
import { SIZES } from "./harness.mjs";
import { OFFICE, PHONE } from "./pages.mjs";

const screens = join(dirname(fileURLToPath(import.meta.url)), "../../docs/screens");

/** The four pictures of the README. */
export async function readmeShots(browser) {
  mkdirSync(screens, { recursive: true });
  const wanted = [
    ["one-screen-zh-light", "duty", "/", { size: SIZES.wide }],
    ["one-screen-zh-dark", "duty", "/", { size: SIZES.wide, theme: "dark" }],
    ["one-screen-en-light", "duty", "/", { size: SIZES.wide, lang: "en" }],
    ["one-screen-phone", "duty", "/", { size: SIZES.phone }],
  ];
  for (const [name, who, address, look] of wanted) {
    const at = await desk(browser, who, look);
    const tab = await at.open(address);
    await tab.screenshot({ path: join(screens, `${name}.png`) });
    await at.close();
  }
  return screens;
}

/** Every page at office width in both themes and languages, and as a phone shows it. */
export async function allShots(browser) {
  const folder = join(tmpdir(), "haitang-e2e-pages");
  mkdirSync(folder, { recursive: true });
  const looks = [
    ["zh-light", OFFICE, { size: SIZES.low }],
    ["zh-dark", OFFICE, { size: SIZES.low, theme: "dark" }],
    ["en-light", OFFICE, { size: SIZES.low, lang: "en" }],
    ["zh-phone", [...OFFICE, ...PHONE], { size: SIZES.phone }],
    ["en-phone", PHONE, { size: SIZES.phone, lang: "en" }],
  ];
  for (const [look, pages, how] of looks) {
    const desks = new Map();
    for (const [name, address, who] of pages) {
      if (!desks.has(who)) desks.set(who, await desk(browser, who, how));
      const at = desks.get(who);
      const to = typeof address === "string" ? address : await address(at);
      if (to === null) continue;
      const tab = await at.open(to);
      const file = join(folder, `${name}-${look}.png`);
      await tab.screenshot({ path: file, fullPage: !look.endsWith("phone") || name.startsWith("phone") });
      if (at.said.length > 0) console.log(`${name} ${look}: ${at.said.join("; ")}`);
      await tab.close();
    }
    for (const at of desks.values()) await at.close();
  }
  return folder;
}
