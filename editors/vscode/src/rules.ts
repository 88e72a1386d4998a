// The pages of the rules: what the program explains, shown as a document of the editor.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as vscode from "vscode";

/** Documents of this scheme are rule pages: `reformlint-rule:/figures/range-unit.md`. */
export const SCHEME = "reformlint-rule";

const run = promisify(execFile);

interface Rule {
  id: string;
  summary: { zh: string; en: string };
}

export class RulePages implements vscode.TextDocumentContentProvider {
  /** `program` gives the program that runs now, `language` the language of messages, if one is set. */
  constructor(
    private readonly program: () => string | undefined,
    private readonly language: () => "zh" | "en",
  ) {}

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const rule = uri.path.replace(/^\//, "").replace(/\.md$/, "");
    return await this.ask("explain", "--lang", this.language(), "--", rule);
  }

  /** Shows the page of a rule; without one, the user is asked which. */
  async show(rule?: string): Promise<void> {
    const chosen = rule ?? this.atCursor() ?? (await this.pick());
    if (chosen === undefined) {
      return;
    }
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${chosen}.md` });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
  }

  /** The rule of the finding at the cursor. */
  private atCursor(): string | undefined {
    const editor = vscode.window.activeTextEditor;
    if (!editor) {
      return undefined;
    }
    const found = vscode.languages.getDiagnostics(editor.document.uri);
    const here = found.find((one) => one.source === "reformlint" && one.range.contains(editor.selection.active));
    return here && ruleOf(here);
  }

  private async pick(): Promise<string | undefined> {
    const { rules } = JSON.parse(await this.ask("rules", "--format", "json")) as { rules: Rule[] };
    const language = this.language();
    const items = rules.map((rule) => ({ label: rule.id, description: rule.summary[language] }));
    const options = { placeHolder: vscode.l10n.t("Which rule?"), matchOnDescription: true };
    return (await vscode.window.showQuickPick(items, options))?.label;
  }

  private async ask(...args: string[]): Promise<string> {
    const program = this.program();
    if (program === undefined) {
      throw new Error(vscode.l10n.t("The reformlint program was not found."));
    }
    return (await run(program, [...args], { maxBuffer: 16 << 20 })).stdout;
  }
}

/** The rule that a diagnostic comes from. */
export function ruleOf(diagnostic: vscode.Diagnostic): string | undefined {
  const { code } = diagnostic;
  const id = typeof code === "object" ? code.value : code;
  return id === undefined ? undefined : String(id);
}
