// The browser tests: a few stories of people at work, against a running demo.
//
//   HAITANG_URL=http://127.0.0.1:8080 node e2e/run.mjs [words of a story ...]
//   HAITANG_URL=… node e2e/run.mjs --shots    pictures only
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "./harness.mjs";
import { allShots, readmeShots } from "./shots.mjs";
import access from "./stories/access.mjs";
import bulletin from "./stories/bulletin.mjs";
import aCase from "./stories/case.mjs";
import anImport from "./stories/import.mjs";
import language from "./stories/language.mjs";
import oneScreen from "./stories/one-screen.mjs";
import order from "./stories/order.mjs";
import signIn from "./stories/sign-in.mjs";
import work from "./stories/work.mjs";

if (!process.env.HAITANG_URL) {
  console.error("HAITANG_URL names the running demo, such as http://127.0.0.1:8080");
  process.exit(2);
}
const asked = process.argv.slice(2);
const browser = await launch();
if (asked.includes("--shots")) {
  console.log(`pictures in ${await readmeShots(browser)} and ${await allShots(browser)}`);
} else {
  const stories = Object.entries({ ...signIn, ...oneScreen, ...aCase, ...order, ...anImport, ...bulletin, ...language, ...access, ...work });
  const wanted = stories.filter(([name]) => asked.every((words) => name.includes(words)));
  let failed = 0;
  for (const [name, tell] of wanted) {
    const began = Date.now();
    try {
      await tell(browser);
      console.log(`ok      ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${name}\n    ${error instanceof Error ? error.message : error}`);
      for (const [i, tab] of browser.contexts().flatMap((c) => c.pages()).entries()) {
        const picture = join(tmpdir(), `haitang-failed-${failed}-${i + 1}.png`);
        await tab.screenshot({ path: picture }).catch(() => undefined);
        console.log(`      at ${tab.url()}, ${picture}`);
      }
    }
    // A story that failed half-way leaves its windows open.
    for (const context of browser.contexts()) await context.close();
  }
  console.log(`${wanted.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && wanted.length > 0 ? 0 : 1;
}
await browser.close();
