// Every page that matters, by axe at WCAG 2.2 AA, in both themes.
import { desk } from "../demo.mjs";
import { none } from "../expect.mjs";
import { axe, SIZES } from "../harness.mjs";
import { OFFICE, PHONE } from "../pages.mjs";

const CHECKED = new Set(["one-screen", "cases", "case", "contacts", "orders", "order", "order-form", "phone-home", "phone-order", "import", "bulletin", "audit", "gaps", "places", "chain", "task-form", "problem-form", "rules"]);

export default {
  async "axe finds nothing against WCAG 2.2 AA, light and dark"(browser) {
    const faults = [];
    for (const theme of ["light", "dark"]) {
      const desks = new Map([[null, await desk(browser, null, { theme, size: SIZES.low })]]);
      const pages = [["sign-in", "/sign-in", null], ...OFFICE, ...PHONE].filter(([name]) => name === "sign-in" || CHECKED.has(name));
      for (const [name, address, who] of pages) {
        const size = name.startsWith("phone") ? SIZES.phone : SIZES.low;
        if (!desks.has(who)) desks.set(who, await desk(browser, who, { theme, size }));
        const at = desks.get(who);
        const to = typeof address === "string" ? address : await address(at);
        const tab = await at.open(to);
        faults.push(...(await axe(tab)).map((f) => `${name} ${theme} ${f}`));
        await tab.close();
      }
      for (const at of desks.values()) await at.close();
    }
    none("violations", faults);
  },
};
