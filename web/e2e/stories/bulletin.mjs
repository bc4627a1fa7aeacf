// What is published: in both languages, and on paper.
import { desk } from "../demo.mjs";
import { fail, same, says } from "../expect.mjs";

export default {
  async "the bulletin reads in both languages and as a PDF"(browser) {
    for (const [lang, words] of [["zh-CN", /新增|累计/], ["en", /\b(new|cases)\b/i]]) {
      const at = await desk(browser, "publisher", { lang });
      const tab = await at.open("/bulletin");
      says(`the bulletin in ${lang}`, await tab.innerText("article.sheet"), words);
      says(`it names its day in ${lang}`, await tab.innerText("article.sheet .meta >> nth=0"), /2021-12-\d\d/);
      const href = await tab.locator("a[href*='bulletin.pdf']").first().getAttribute("href");
      const answer = await at.context.request.get(href);
      same("the PDF's type", answer.headers()["content-type"], "application/pdf");
      const body = await answer.body();
      same("the PDF's first bytes", body.subarray(0, 4).toString(), "%PDF");
      if (body.length < 5_000) fail("bytes of the PDF", "at least 5,000", body.length);
      await at.close();
    }
  },
};
