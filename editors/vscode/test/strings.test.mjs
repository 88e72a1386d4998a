// Every text that a user sees is there in Chinese and in English, and none that nobody sees.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";

const root = path.join(import.meta.dirname, "..");
const read = (name) => fs.readFileSync(path.join(root, name), "utf8");
const keys = (name) => Object.keys(JSON.parse(read(name))).sort();

test("texts of the manifest", () => {
  const used = new Set([...read("package.json").matchAll(/"%([\w.]+)%"/g)].map((found) => found[1]));
  assert.deepEqual(keys("package.nls.json"), [...used].sort());
  assert.deepEqual(keys("package.nls.zh-cn.json"), [...used].sort());
});

test("texts of the program", () => {
  const sources = fs.readdirSync(path.join(root, "src")).map((name) => read(`src/${name}`));
  const used = new Set(sources.flatMap((text) => [...text.matchAll(/l10n\.t\("([^"]+)"/g)].map((found) => found[1])));
  assert.deepEqual(keys("l10n/bundle.l10n.zh-cn.json"), [...used].sort());
});

test("a translation has the places of the original", () => {
  for (const [original, translation] of Object.entries(JSON.parse(read("l10n/bundle.l10n.zh-cn.json")))) {
    const places = (text) => [...text.matchAll(/\{\d\}/g)].map((found) => found[0]).sort();
    assert.deepEqual(places(translation), places(original), original);
  }
});
