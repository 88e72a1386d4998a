// Makes the .vsix: `npm run package` one for all systems, which takes the program from the setting or from PATH;
// `npm run package -- --program FILE --target linux-x64` one for a system, with the program in it.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

const here = import.meta.dirname;
const { values } = parseArgs({
  options: { program: { type: "string" }, target: { type: "string" }, out: { type: "string" } },
});
if (Boolean(values.program) !== Boolean(values.target)) {
  console.error("--program FILE and --target SYSTEM go together: a program runs on one system only");
  process.exit(2);
}
const run = (...command) => execFileSync(process.execPath, command, { cwd: here, stdio: "inherit" });
const bin = path.join(here, "bin");

fs.rmSync(bin, { recursive: true, force: true });
if (values.program) {
  const name = values.target.startsWith("win32") ? "reformlint.exe" : "reformlint";
  fs.mkdirSync(bin);
  fs.copyFileSync(values.program, path.join(bin, name));
  fs.chmodSync(path.join(bin, name), 0o755);
}
const license = path.join(here, "LICENSE");
fs.copyFileSync(path.join(here, "../../LICENSE"), license);
try {
  run("build.mjs", "--minify");
  const version = JSON.parse(fs.readFileSync(path.join(here, "package.json"), "utf8")).version;
  const name = ["reformlint", ...(values.target ? [values.target] : []), version].join("-");
  const out = path.resolve(values.out ?? path.join(here, `${name}.vsix`));
  const target = values.target ? ["--target", values.target] : [];
  const options = ["--no-dependencies", "--allow-missing-repository", "--skip-license", "--out", out, ...target];
  run("node_modules/@vscode/vsce/vsce", "package", ...options);
} finally {
  fs.rmSync(license);
  fs.rmSync(bin, { recursive: true, force: true });
}
