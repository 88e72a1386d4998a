// Which program is started: the setting, the one in the extension, the one on PATH.
import assert from "node:assert/strict";
import { buildSync } from "esbuild";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";

const source = path.join(import.meta.dirname, "../src/program.ts");
const bundle = buildSync({ entryPoints: [source], bundle: true, write: false, format: "esm", platform: "node" });
const { findProgram } = await import(`data:text/javascript,${encodeURIComponent(bundle.outputFiles[0].text)}`);

const root = fs.mkdtempSync(path.join(os.tmpdir(), "reformlint-program-"));
after(() => fs.rmSync(root, { recursive: true }));

/** A file in the test's folder; by default one that can be run. */
function file(name, mode = 0o755) {
  const whole = path.join(root, name);
  fs.mkdirSync(path.dirname(whole), { recursive: true });
  fs.writeFileSync(whole, "", { mode });
  return whole;
}

const places = (more) => ({ setting: "", extension: path.join(root, "none"), workspace: root, searchPath: "", ...more });

test("the setting goes first, then the extension, then PATH", () => {
  const [set, extension, search] = [file("set/reformlint"), path.join(root, "extension"), path.join(root, "search")];
  const bundled = file("extension/bin/reformlint");
  const found = file("search/reformlint");
  const all = places({ extension, searchPath: search });
  assert.deepEqual(findProgram({ ...all, setting: set }), { command: set, origin: "setting" });
  assert.deepEqual(findProgram(all), { command: bundled, origin: "bundled" });
  assert.deepEqual(findProgram(places({ searchPath: search })), { command: found, origin: "path" });
  assert.equal(findProgram(places({})), undefined);
});

test("a setting that names no program is not replaced by another program", () => {
  file("search/reformlint");
  assert.equal(findProgram(places({ setting: "/nowhere/reformlint", searchPath: path.join(root, "search") })), undefined);
  assert.equal(findProgram(places({ setting: file("plain", 0o644) })), undefined);
});

test("a setting may be relative to the workspace, or a name on PATH", () => {
  const inside = file("tools/reformlint");
  const named = file("search/reformlint-nightly");
  assert.equal(findProgram(places({ setting: "${workspaceFolder}/tools/reformlint" })).command, inside);
  assert.equal(findProgram(places({ setting: "./tools/reformlint" })).command, inside);
  assert.equal(findProgram(places({ setting: "reformlint-nightly", searchPath: path.join(root, "search") })).command, named);
});

test("relative folders on PATH are not looked at: they would be the workspace's", () => {
  assert.equal(findProgram(places({ searchPath: "." })), undefined);
});
