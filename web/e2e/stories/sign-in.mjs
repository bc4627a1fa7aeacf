// Signing in, being told politely when it fails, and the end of a session.
import { desk } from "../demo.mjs";
import { same, says } from "../expect.mjs";

export default {
  async "a wrong password is told politely, the right one opens the screen, sign-out ends the session"(browser) {
    const at = await desk(browser, null);
    const tab = await at.open("/");
    same("a stranger is asked to sign in", new URL(tab.url()).pathname, "/sign-in");
    const enter = async (password) => {
      await tab.fill("#user", "duty");
      await tab.fill("#password", password);
      await tab.click("form[action='/sign-in'] .btn.primary");
      await tab.waitForLoadState("load");
    };
    await enter("wrong-password");
    const notice = await tab.locator("[role=alert]").innerText();
    says("a refused sign-in says why", notice, /[\u4e00-\u9fff]{4,}/);
    same("the name is kept for another try", await tab.inputValue("#user"), "duty");
    await enter("haitang-duty");
    await tab.waitForSelector("main.screen");
    same("the right password opens the one screen", new URL(tab.url()).pathname, "/");
    await tab.click("details.who > summary");
    await tab.click("form[data-signout] button");
    await tab.waitForURL("**/sign-in**");
    await tab.goto(new URL("/cases", tab.url()).href);
    same("after sign-out no page opens", new URL(tab.url()).pathname, "/sign-in");
    await at.close();
  },
};
