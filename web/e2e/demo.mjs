// The demo city as one person sees it: signed in once, in a window of a given
// size, language and theme.
import { visit } from "./harness.mjs";

const WHERE = process.env.HAITANG_URL;

/** A signed-in browser window; `open` answers a page that has come to rest. */
export async function desk(browser, who, { size = [1920, 1080], lang = "zh-CN", theme = "light", password = `haitang-${who}` } = {}) {
  const [width, height] = size;
  const context = await browser.newContext({ viewport: { width, height }, locale: "zh-CN", timezoneId: "Asia/Shanghai", baseURL: WHERE });
  await context.addCookies([
    { name: "lang", value: lang, url: WHERE },
    { name: "theme", value: theme, url: WHERE },
  ]);
  if (who) {
    const answer = await context.request.post("/sign-in", { form: { user: who, password, next: "/licences" }, maxRedirects: 0 });
    if (answer.status() !== 303) throw new Error(`${who} could not sign in: expected 303, saw ${answer.status()}`);
  }
  return {
    who,
    context,
    /** Opens a page; what its console said is in `desk.said`. */
    async open(address) {
      const { tab, said } = await visit(context, new URL(address, WHERE).href);
      this.said = said;
      return tab;
    },
    close: () => context.close(),
  };
}
