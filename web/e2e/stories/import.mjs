// A line list as another office sends it, from file to cases, with the row that cannot be used sent back.
import { desk } from "../demo.mjs";
import { fail, same, says, until } from "../expect.mjs";
import { gb18030, identity } from "../gb18030.mjs";

const LIST = [
  "病例编号,姓名,性别,年龄,身份证号,发病日期,报告日期,备注",
  `X-001,周甲,男,35,${identity("330211", "19860412", 35)},2021-12-03,2021-12-05,`,
  `X-002,吴乙,女,41,${identity("330211", "19800923", 62)},2021/12/4,2021-12-06,与X-001同住`,
  `X-003,郑丙,男,28,${identity("330203", "19930101", 17)},2021年12月4日,2021-12-06,`,
  `X-004,王丁,女,52,${identity("330211", "19690815", 44)},2021-13-45,2021-12-06,`,
].join("\r\n");

export default {
  async "a line list in GB18030 is mapped with reasons, tried dry, recorded, and its bad row comes back with one"(browser) {
    const at = await desk(browser, "tracer-1");
    const tab = await at.open("/import");
    await tab.setInputFiles("input[name=file]", { name: "线列表.csv", mimeType: "text/csv", buffer: gb18030(`${LIST}\r\n`) });
    await tab.fill("#sender", "邻市疾控中心");
    await tab.fill("#name", "邻市通报");
    await tab.click("main form .btn.primary");
    await tab.waitForURL(/\/import\/\d+/);
    const columns = await tab.locator("table.map-cols tbody tr").allInnerTexts();
    same("columns of the file", columns.length, 8);
    const named = await tab.locator("table.map-cols tbody tr", { hasText: "身份证号" }).locator("select").first().evaluate((s) => s.selectedOptions[0].textContent);
    says("the identity column is recognised", named, /证件|身份/);
    for (const reason of await tab.locator("table.map-cols tbody tr td:last-child").allInnerTexts()) says("a reason for every column", reason, /\S/);
    balanced(await accountOf(tab), { read: 4, rejected: 1 });
    const returned = await tab.locator("table.facts", { hasText: "发病日期" }).innerText();
    says("the bad row comes back with its column and a reason", returned, /5[\s\S]*发病日期[\s\S]*[\u4e00-\u9fff]{4,}/);
    const file = await at.context.request.get(`${new URL(tab.url()).pathname}/rejected.xlsx`);
    same("the rejected rows as a workbook", (await file.body()).subarray(0, 2).toString(), "PK");
    await tab.click("form[action$='/commit'] .btn.primary");
    await tab.waitForURL(/\/imports\/\d+/);
    balanced(await accountOf(tab), { read: 4, rejected: 1 });
    await tab.locator("main a[href^='/cases?outbreak=']").first().click();
    await tab.waitForURL(/\/cases\?outbreak=/);
    await until("the imported cases are in the list", () => tab.locator("table.list tr[data-row]").count(), (n) => n === 3);
    const list = await at.open("/imports");
    says("the import is in the book", await list.locator("table.list tr[data-row]").first().innerText(), "邻市疾控中心");
    await at.close();
  },
};

async function accountOf(tab) {
  const figures = await tab.locator(".account b").allInnerTexts();
  const [read, accepted, merged, rejected] = figures.map((n) => Number(n.replaceAll(",", "")));
  return { read, accepted, merged, rejected };
}

function balanced(account, expected) {
  const { read, accepted, merged, rejected } = account;
  if (read !== accepted + merged + rejected) fail("rows read", "accepted + merged + rejected", JSON.stringify(account));
  for (const [key, n] of Object.entries(expected)) same(`rows ${key}`, account[key], n);
}
