// A real VS Code with the extension in it: code-server on a port of this machine, its page in a headless Chromium.
// What the tests read is what a user sees on the page, and the files on the disk.
import { execFile, spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

/** Longer than anything takes here, on a slow machine too. */
const PATIENCE = 30_000;

/** Settings that keep the page quiet and the same each time. */
const SETTINGS = {
  "editor.cursorBlinking": "solid",
  "editor.minimap.enabled": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "git.enabled": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "window.commandCenter": false,
  "workbench.enableExperiments": false,
  "workbench.reduceMotion": "on",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/**
 * Runs a command, and ends it with all that it has started when its standard input closes: when a test is over, and also
 * when the process that runs the tests is gone.
 */
const GUARD = 'trap "" TERM; "$@" </dev/null & cat >/dev/null; kill -TERM 0; sleep 1; kill -KILL 0';

/** `text` as it was meant: the editor shows no-break spaces for spaces. */
const plain = (text) => text.replace(/[\u00a0\s]+/g, " ").trim();

/** The first truthy value that `look` gives; what `seen` gives is told if there is none. */
export async function eventually(what, look, seen = () => "") {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const value = await look();
    if (value) {
      return value;
    }
    if (Date.now() > end) {
      throw new Error(`${what}: not within ${PATIENCE / 1000} s; instead: ${JSON.stringify(await seen())}`);
    }
    await pause(80);
  }
}

export class Workbench {
  /** Ends everything that was started, the last first. */
  #endings = [];

  /**
   * Opens a folder that has `files` (name to text or bytes) in an editor that has the extension `vsix`.
   * `install` is the folder with code-server and playwright-core, `chromium` a browser.
   */
  static async open({ install, chromium, vsix, files, settings = {} }) {
    const bench = new Workbench();
    try {
      await bench.#start(install, chromium, vsix, files, settings);
      return bench;
    } catch (error) {
      await bench.close();
      throw error;
    }
  }

  async #start(install, chromium, vsix, files, settings) {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), "reformlint-vscode-"));
    this.#endings.push(() => fs.rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
    this.root = root;
    this.folder = path.join(root, "工作区");
    for (const [name, content] of Object.entries(files)) {
      this.write(name, content);
    }
    const user = path.join(root, "user/User");
    fs.mkdirSync(user, { recursive: true });
    fs.writeFileSync(path.join(user, "settings.json"), JSON.stringify({ ...SETTINGS, ...settings }));
    const server = await this.#server(install, vsix);
    const url = new URL(server);
    url.searchParams.set("folder", this.folder);
    const { chromium: browser } = createRequire(path.join(install, "package.json"))("playwright-core");
    const context = await browser.launchPersistentContext(path.join(root, "browser"), {
      executablePath: chromium,
      viewport: { width: 1500, height: 1000 },
      permissions: ["clipboard-read", "clipboard-write"],
      // A page of this machine only: whatever else is asked for is not there.
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
    });
    this.#endings.push(() => context.close());
    this.page = context.pages()[0] ?? (await context.newPage());
    this.page.setDefaultTimeout(PATIENCE);
    await this.page.goto(url.href, { waitUntil: "domcontentloaded" });
    await this.page.waitForSelector(".monaco-workbench .part.statusbar");
  }


  /** Installs the extension and starts the editor's server; its address. */
  async #server(install, vsix) {
    const inRoot = (name) => path.join(this.root, name);
    const program = path.join(install, "node_modules/code-server/out/node/entry.js");
    const places = ["--config", inRoot("config.yaml"), "--user-data-dir", inRoot("user"), "--extensions-dir", inRoot("ext")];
    fs.writeFileSync(inRoot("config.yaml"), "");
    // Nothing of an editor that this may itself run in, and no folder of the user.
    const kept = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|CODE_|ELECTRON_|PORT$|.*PASSWORD$)/.test(name));
    const env = {
      ...Object.fromEntries(kept),
      ...Object.fromEntries(["CONFIG", "DATA", "CACHE", "RUNTIME"].map((kind) => [`XDG_${kind}_${kind === "RUNTIME" ? "DIR" : "HOME"}`, inRoot("xdg")])),
      EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    };
    fs.mkdirSync(inRoot("xdg"), { mode: 0o700 });
    await promisify(execFile)(process.execPath, [program, ...places, "--install-extension", vsix], { env });
    const options = ["--auth", "none", "--bind-addr", "127.0.0.1:0", "--session-socket", inRoot("socket")];
    const quiet = ["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"];
    const command = [process.execPath, program, ...places, ...options, ...quiet];
    const child = spawn("/bin/sh", ["-c", GUARD, "sh", ...command], { env, cwd: this.root, detached: true });
    this.#endings.push(async () => {
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.stdin.end();
      await ended;
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => (said += data));
    }
    const address = () => /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
    return await eventually("code-server listens", address, () => said);
  }

  async close() {
    while (this.#endings.length > 0) {
      await this.#endings.pop()();
    }
  }

  /** The path of a file of the workspace. */
  path(name) {
    return path.join(this.folder, name);
  }

  read(name) {
    return fs.readFileSync(this.path(name), "utf8");
  }

  write(name, content) {
    fs.mkdirSync(path.dirname(this.path(name)), { recursive: true });
    fs.writeFileSync(this.path(name), content);
  }

  /** Writes the settings of the workspace, which go before those of the user. */
  configure(settings) {
    this.write(".vscode/settings.json", JSON.stringify(settings));
  }

  async texts(selector) {
    return (await this.page.locator(selector).allInnerTexts()).map(plain).filter(Boolean);
  }

  /** Opens a file of the workspace as the user does: by a part of its name. */
  async openFile(name) {
    const last = path.basename(name);
    await this.#choose("Control+P", last, last);
    await this.page.waitForSelector(`.tabs-container .tab.active[data-resource-name="${last}"]`);
  }

  /** Runs a command of the command palette. */
  async command(title) {
    await this.#choose("F1", `>${title}`, title);
  }

  /** Picks `wanted` in the list that is open now. */
  async pick(typed, wanted) {
    const widget = this.page.locator(".quick-input-widget");
    const input = widget.locator(".quick-input-box input");
    await input.waitFor();
    await input.fill(typed);
    const row = widget.locator(".monaco-list-row").filter({ hasText: wanted }).first();
    await row.waitFor();
    await row.click();
  }

  async #choose(key, typed, wanted) {
    await this.page.keyboard.press(key);
    await this.pick(typed, wanted);
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /** The rows of the Problems panel: files and problems. */
  async problems() {
    const panel = this.page.locator(".markers-panel-container");
    if (!(await panel.isVisible())) {
      await this.page.keyboard.press("Control+Shift+M");
      await panel.waitFor();
    }
    return await this.texts(".markers-panel-container .monaco-list-row");
  }

  /** Waits for problems that `are` accepts; gives the rows. */
  async problemsWhich(what, are) {
    let rows = [];
    const look = async () => are((rows = await this.problems()));
    await eventually(what, look, () => rows);
    return rows;
  }

  /** Puts the cursor on the problem whose row has `text`. */
  async goToProblem(text) {
    await this.problemsWhich(`a problem ${text}`, (rows) => rows.some((row) => row.includes(text)));
    await this.page.locator(".markers-panel-container .monaco-list-row").filter({ hasText: text }).first().dblclick();
    await this.page.locator(".editor-instance .monaco-editor.focused").first().waitFor();
  }

  /** The titles in the menu of quick fixes at the cursor; the menu stays open. */
  async quickFixes() {
    const rows = ".action-widget .monaco-list-row.action";
    await eventually("quick fixes", async () => {
      await this.page.keyboard.press("Control+.");
      const menu = this.page.locator(rows).first();
      return await menu.waitFor({ timeout: 2000 }).then(() => true, () => false);
    });
    return await this.texts(rows);
  }

  /** Applies the quick fix at the cursor whose title has `title`. */
  async quickFix(title) {
    const titles = await this.quickFixes();
    const index = titles.findIndex((one) => one.includes(title));
    if (index < 0) {
      throw new Error(`no quick fix ${title} in ${JSON.stringify(titles)}`);
    }
    const row = this.page.locator(".action-widget .monaco-list-row.action").nth(index);
    // The menu takes no clicks while it opens, but it takes keys.
    for (let steps = 0; steps <= titles.length; steps += 1) {
      if (await row.evaluate((element) => element.classList.contains("focused"))) {
        break;
      }
      await this.page.keyboard.press("ArrowDown");
    }
    await this.page.keyboard.press("Enter");
    await this.page.locator(".action-widget").waitFor({ state: "hidden" });
  }

  /** Saves the text in front once it has been changed. */
  async save() {
    const changed = this.page.locator(".tabs-container .tab.active.dirty");
    await changed.waitFor();
    await this.page.keyboard.press("Control+S");
    await changed.waitFor({ state: "detached" });
  }

  /** The squiggles on the page: how many of each severity. */
  async squiggles() {
    const count = (kind) => this.page.locator(`.editor-instance .view-overlays .squiggly-${kind}`).count();
    return { error: await count("error"), warning: await count("warning"), info: await count("info") };
  }

  /** The lines of the text in front that can be seen. */
  async lines() {
    return await this.texts(".editor-instance .view-lines .view-line");
  }

  /** The text of the hover over the first place where the editor shows `text`. */
  async hover(text) {
    const place = () => this.page.evaluate(placeOf, text);
    const { x, y } = await eventually(`${text} is shown`, place, () => this.lines());
    const contents = ".monaco-hover:not(.hidden) .hover-contents";
    // The hover that may be there is another place's.
    await this.page.mouse.move(x, 5);
    await this.page.locator(contents).first().waitFor({ state: "hidden" });
    await eventually(`a hover over ${text}`, async () => {
      await this.page.mouse.move(x - 2, y);
      await this.page.mouse.move(x, y);
      const hover = this.page.locator(contents).first();
      return await hover.waitFor({ timeout: 2000 }).then(() => true, () => false);
    });
    await eventually("the hover is there", async () => !(await this.texts(contents)).includes("Loading..."));
    return (await this.texts(contents)).join("\n");
  }

  /** The text of the message at the bottom right that has `text`. */
  async notification(text) {
    const one = this.page.locator(".notifications-toasts .notification-list-item").filter({ hasText: text }).first();
    await one.waitFor();
    return one;
  }

  async statusBar() {
    return await this.texts(".part.statusbar .statusbar-item");
  }
}

/** Runs on the page: the middle of the first place where the editor shows `text`. */
function placeOf(text) {
  for (const line of document.querySelectorAll(".editor-instance .view-lines .view-line")) {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const pieces = [];
    let shown = "";
    while (walker.nextNode()) {
      pieces.push({ node: walker.currentNode, start: shown.length });
      shown += walker.currentNode.data.replace(/\u00a0/g, " ");
    }
    const at = shown.indexOf(text);
    if (at >= 0) {
      const { node, start } = pieces.findLast((piece) => piece.start <= at);
      const range = document.createRange();
      range.setStart(node, at - start);
      range.setEnd(node, Math.min(node.length, at - start + text.length));
      const box = range.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }
  }
  return undefined;
}
