// What a writer sees in a real VS Code that has the packaged extension. Needs REFORMLINT (the program), WORKBENCH (the
// folder with code-server and playwright-core) and VSIX (the packaged extension): see editors/test/run.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, afterEach, before, test } from "node:test";
import { Workbench, eventually } from "./workbench.mjs";

const REPORT = "年度报告/综合 情况.md";
const LETTERS = "字母.txt";
const OLD = "旧稿（内部）.txt";

/** 各村全年修路三十公里，会议于2023年2月30日召开。, in GB18030. */
const OLD_BYTES = Buffer.from(
  "b8f7b4e5c8abc4ead0deb7c8fdcaaeb9abc0efa3acbbe1d2e9d3da32303233c4ea32d4c23330c8d5d5d9bfaaa1a3".replace("d0deb7c8fd", "d0dec2b7c8fd"),
  "hex",
);

const FILES = {
  [REPORT]: "# 总结\n\n完成投资1O5亿元，增长6.2%。\n\n会议于2023年2月30日召开，2023年8月22日（星期一）结束。\n",
  [LETTERS]: "新建厂房3O6间，改造2O8间。\n",
  "未打开.txt": "各地于2023年11月31日前报送。\n",
  [OLD]: OLD_BYTES,
};

let bench;

before(async () => {
  bench = await Workbench.open({
    install: process.env.WORKBENCH,
    chromium: process.env.CHROMIUM,
    vsix: process.env.VSIX,
    files: FILES,
    settings: { "reformlint.path": process.env.REFORMLINT },
  });
});

after(() => bench?.close());

afterEach(async (context) => {
  // What the page looks like after each case, where somebody wants to see it.
  if (process.env.PICTURES && bench?.page) {
    fs.mkdirSync(process.env.PICTURES, { recursive: true });
    await bench.page.screenshot({ path: `${process.env.PICTURES}/${context.name}.png` });
  }
});

const has = (rows, ...parts) => rows.some((row) => parts.every((part) => row.includes(part)));

test("all texts of the workspace are checked, those with Chinese names too", async () => {
  await bench.openFile(REPORT);
  const rows = await bench.problemsWhich("the texts that are not open", (rows) => has(rows, "没有“2023年11月31日”"));
  assert.ok(has(rows, "未打开.txt"), rows.join("\n"));
});

test("squiggles stand where the findings are, and the panel says what they are", async () => {
  const rows = await bench.problemsWhich("three problems", (rows) => has(rows, "星期二，文中写作星期一"));
  assert.ok(has(rows, "没有“2023年2月30日”", "reformlint dates/impossible-date", "[Ln 5, Col 4]"), rows.join("\n"));
  assert.ok(has(rows, "1O5", "reformlint figures/letter-in-number", "[Ln 3, Col 5]"), rows.join("\n"));
  await eventually("three squiggles", async () => {
    const { error, warning } = await bench.squiggles();
    return error + warning === 3;
  });
});

test("the status bar tells how many", async () => {
  await eventually("3 in the status bar", async () => has(await bench.statusBar(), "reformlint 3"), () => bench.statusBar());
});

test("hovering shows the proof and what was read", async () => {
  const weekday = await bench.hover("22");
  for (const part of ["2023年8月22日是星期二，文中写作星期一", "若星期一无误", "dates/weekday-mismatch"]) {
    assert.ok(weekday.includes(part), weekday);
  }
  const growth = await bench.hover("6.2");
  assert.ok(growth.includes("[6.15, 6.25]"), growth);
});

test("a quick fix changes the text and the file", async () => {
  await bench.goToProblem("1O5");
  const titles = await bench.quickFixes();
  assert.equal(titles[0], "改为“105”");
  assert.ok(has(titles, "忽略这一处"), titles.join("\n"));
  await bench.page.keyboard.press("Escape");
  await bench.quickFix("改为“105”");
  await bench.save();
  assert.equal(bench.read(REPORT), FILES[REPORT].replace("1O5", "105"));
  await bench.problemsWhich("the problem to go", (rows) => !has(rows, "1O5", "[Ln 3, Col 5]"));
});

test("fix all repairs what is proved", async () => {
  await bench.openFile(LETTERS);
  await bench.problemsWhich("two problems", (rows) => has(rows, "2O8"));
  await bench.command("Fix All");
  await bench.save();
  assert.equal(bench.read(LETTERS), "新建厂房306间，改造208间。\n");
});

test("a setting changes what is reported", async () => {
  await bench.openFile(REPORT);
  bench.configure({ "reformlint.ignore": ["dates"] });
  await bench.problemsWhich("no dates", (rows) => !has(rows, "dates/"));
  bench.configure({ "reformlint.ignore": [], "reformlint.language": "en" });
  await bench.problemsWhich("messages in English", (rows) => has(rows, "there is no “2023年2月30日”"));
  bench.configure({});
  await bench.problemsWhich("messages in Chinese", (rows) => has(rows, "没有“2023年2月30日”"));
});

test("a configuration file changes what is reported", async () => {
  bench.write("reformlint.toml", 'ignore = ["dates/impossible-date"]\n');
  await bench.problemsWhich("no impossible dates", (rows) => !has(rows, "dates/impossible-date"));
  bench.write("reformlint.toml", "");
  await bench.problemsWhich("them again", (rows) => has(rows, "未打开.txt") && has(rows, "没有“2023年2月30日”"));
});

test("turning a rule off writes the configuration file", async () => {
  await bench.openFile(REPORT);
  await bench.goToProblem("星期二，文中写作星期一");
  await bench.quickFix("关闭规则 dates/weekday-mismatch");
  await bench.openFile("reformlint.toml");
  await bench.save();
  assert.equal(bench.read("reformlint.toml"), '[severity]\n"dates/weekday-mismatch" = "off"\n');
  await bench.problemsWhich("no weekdays", (rows) => !has(rows, "dates/weekday-mismatch"));
});

test("a file in another encoding has one problem, and is opened again in its own", async () => {
  await bench.openFile(OLD);
  const rows = await bench.problemsWhich("the encoding", (rows) => has(rows, "GB18030") && !has(rows, OLD, "2"));
  const about = rows.filter((row) => row.includes("encoding/not-utf8"));
  assert.equal(about.length, 1, rows.join("\n"));
  assert.ok(about[0].includes("GB18030") && about[0].includes("[Ln 1, Col 1]"), about[0]);
  const message = await bench.notification(`${OLD} is GB18030`);
  await message.getByText("Reopen as GB18030").click();
  await eventually("its text", async () => has(await bench.lines(), "各村全年修路三十公里"), () => bench.lines());
  await eventually("its encoding", async () => has(await bench.statusBar(), "GB18030"));
  await bench.problemsWhich("its date", (rows) => has(rows, "没有“2023年2月30日”", "[Ln 1, Col 15]"));
});

test("the page of a rule is shown", async () => {
  await bench.openFile(REPORT);
  await bench.problemsWhich("a date", (rows) => has(rows, "没有“2023年2月30日”"));
  await bench.page.locator(".markers-panel-container a").filter({ hasText: "dates/impossible-date" }).first().click();
  await bench.page.waitForSelector('.tabs-container .tab.active[data-resource-name="impossible-date.md"]');
  await eventually("its text", async () => has(await bench.lines(), "dates/impossible-date", "a date that"), () => bench.lines());
  await bench.command("reformlint: Show a Rule");
  await bench.pick("range-unit", "figures/range-unit");
  await bench.page.waitForSelector('.tabs-container .tab.active[data-resource-name="range-unit.md"]');
});

test("the server can be started again, and says when it is not found", async () => {
  await bench.openFile(REPORT);
  await bench.command("reformlint: Restart the Server");
  await bench.problemsWhich("problems again", (rows) => has(rows, "没有“2023年2月30日”"));
  bench.configure({ "reformlint.path": "/nowhere/reformlint" });
  await bench.notification("The reformlint program was not found.");
  await bench.problemsWhich("no problems", (rows) => rows.every((row) => !row.includes("reformlint")));
  bench.configure({});
  await bench.problemsWhich("problems again", (rows) => has(rows, "没有“2023年2月30日”"));
});
