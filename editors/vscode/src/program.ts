// Finds the reformlint program: the setting, the one that comes with the extension, the one on PATH. Knows nothing of
// the editor.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

export type Origin = "setting" | "bundled" | "path";

export interface Program {
  command: string;
  origin: Origin;
}

export interface Places {
  /** What the user has set; empty for nothing. */
  setting: string;
  /** The folder that the extension is installed in. */
  extension: string;
  /** The main folder of the workspace. */
  workspace: string | undefined;
  /** The variable PATH. */
  searchPath: string;
}

/** The program to start; none if the setting names none, or if there is none anywhere. */
export function findProgram({ setting, extension, workspace, searchPath }: Places): Program | undefined {
  if (setting.trim() !== "") {
    const command = expanded(setting.trim(), workspace);
    const found = path.isAbsolute(command) ? existing(command) : onPath(command, searchPath);
    return found === undefined ? undefined : { command: found, origin: "setting" };
  }
  const bundled = existing(path.join(extension, "bin", "reformlint"));
  if (bundled !== undefined) {
    return { command: bundled, origin: "bundled" };
  }
  const found = onPath("reformlint", searchPath);
  return found === undefined ? undefined : { command: found, origin: "path" };
}

function expanded(setting: string, workspace: string | undefined): string {
  const inFolder = setting.replace(/^~(?=[/\\]|$)/, os.homedir()).replaceAll("${workspaceFolder}", workspace ?? "");
  // A name without a folder is looked for on PATH, as a shell does.
  return /[/\\]/.test(inFolder) && !path.isAbsolute(inFolder) ? path.resolve(workspace ?? "", inFolder) : inFolder;
}

function onPath(name: string, searchPath: string): string | undefined {
  const folders = searchPath.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return folders.map((folder) => existing(path.join(folder, name))).find((found) => found !== undefined);
}

function existing(file: string): string | undefined {
  const names = process.platform === "win32" && !/\.exe$/i.test(file) ? [`${file}.exe`, file] : [file];
  return names.find((name) => {
    try {
      fs.accessSync(name, fs.constants.X_OK);
      return fs.statSync(name).isFile();
    } catch {
      return false;
    }
  });
}
