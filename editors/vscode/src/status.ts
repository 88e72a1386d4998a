// The item in the status bar: whether the server runs, which program it is, and what it found in the text in front.
import * as vscode from "vscode";
import type { Origin } from "./program";

export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("reformlint", vscode.StatusBarAlignment.Right, 90);
  private readonly subscriptions: vscode.Disposable[];
  private server: string | undefined;
  private problem: string | undefined;

  constructor() {
    this.item.name = "reformlint";
    this.item.command = "reformlint.showLog";
    this.subscriptions = [
      this.item,
      vscode.languages.onDidChangeDiagnostics(() => this.show()),
      vscode.window.onDidChangeActiveTextEditor(() => this.show()),
    ];
    this.item.show();
    this.show();
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => subscription.dispose());
  }

  starts(): void {
    this.server = undefined;
    this.problem = undefined;
    this.show();
  }

  runs(version: string, command: string, origin: Origin): void {
    const where = {
      setting: vscode.l10n.t("from the settings"),
      bundled: vscode.l10n.t("from the extension"),
      path: vscode.l10n.t("from PATH"),
    };
    this.server = `reformlint ${version}\n${command} (${where[origin]})`;
    this.problem = undefined;
    this.show();
  }

  fails(problem: string): void {
    this.server = undefined;
    this.problem = problem;
    this.show();
  }

  private show(): void {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const all = uri ? vscode.languages.getDiagnostics(uri) : [];
    const count = all.filter((diagnostic) => diagnostic.source === "reformlint").length;
    if (this.problem !== undefined) {
      this.item.text = "$(error) reformlint";
      this.item.tooltip = this.problem;
    } else if (this.server === undefined) {
      this.item.text = "$(loading~spin) reformlint";
      this.item.tooltip = vscode.l10n.t("Starting");
    } else {
      this.item.text = count === 0 ? "$(check) reformlint" : `$(checklist) reformlint ${count}`;
      const found = vscode.l10n.t("Findings in this text: {0}", count);
      this.item.tooltip = `${found}\n${this.server}`;
    }
    this.item.backgroundColor =
      this.problem === undefined ? undefined : new vscode.ThemeColor("statusBarItem.errorBackground");
  }
}
