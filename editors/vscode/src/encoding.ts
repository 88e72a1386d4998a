// A file that was opened in the wrong encoding: says so once, and opens it again in the right one.
import * as vscode from "vscode";

/** What the server's diagnostic carries about such a file. */
interface Reopen {
  /** The name of the encoding in the WHATWG Encoding Standard. */
  encoding: string;
  /** Its name for people. */
  label: string;
}

/** Encodings by their WHATWG names, as the editor calls them. */
const NAMES: Record<string, string> = {
  big5: "big5hkscs",
  "euc-jp": "eucjp",
  "euc-kr": "euckr",
  gb18030: "gb18030",
  gbk: "gb18030",
  shift_jis: "shiftjis",
  "utf-16be": "utf16be",
  "utf-16le": "utf16le",
  "utf-8": "utf8",
  "windows-1252": "windows1252",
};

export class WrongEncodings implements vscode.CodeActionProvider, vscode.Disposable {
  private readonly offered = new Set<string>();
  private readonly subscriptions: vscode.Disposable[];

  constructor() {
    this.subscriptions = [
      vscode.languages.onDidChangeDiagnostics(({ uris }) => uris.forEach((uri) => this.look(uri))),
      vscode.window.onDidChangeActiveTextEditor(() => this.mark()),
      vscode.workspace.onDidCloseTextDocument((document) => this.offered.delete(document.uri.toString())),
    ];
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => subscription.dispose());
  }

  provideCodeActions(
    document: vscode.TextDocument,
    _: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return context.diagnostics.flatMap((diagnostic) => {
      const reopen = reopenOf(diagnostic);
      if (!reopen) {
        return [];
      }
      const title = vscode.l10n.t("Reopen as {0}", reopen.label);
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.command = { command: "reformlint.reopenWithEncoding", title, arguments: [document.uri] };
      action.diagnostics = [diagnostic];
      action.isPreferred = true;
      return [action];
    });
  }

  /** Opens a text, by default the one in front, again in the encoding that its file is in. */
  async reopen(uri = vscode.window.activeTextEditor?.document.uri): Promise<void> {
    const reopen = uri && reopenIn(uri);
    if (!uri || !reopen) {
      return;
    }
    const encoding = NAMES[reopen.encoding.toLowerCase()];
    const document = encoding === undefined ? undefined : await openedWith(uri, encoding);
    await vscode.window.showTextDocument(document ?? (await vscode.workspace.openTextDocument(uri)));
    if (!document) {
      await vscode.commands.executeCommand("workbench.action.editor.changeEncoding");
    }
  }

  /** Offers to open a text again, once for as long as it is open. */
  private async look(uri: vscode.Uri): Promise<void> {
    this.mark();
    const key = uri.toString();
    const reopen = reopenIn(uri);
    const isOpen = vscode.workspace.textDocuments.some((document) => document.uri.toString() === key);
    if (!reopen || !isOpen || this.offered.has(key)) {
      return;
    }
    this.offered.add(key);
    const button = vscode.l10n.t("Reopen as {0}", reopen.label);
    const name = vscode.workspace.asRelativePath(uri);
    const message = vscode.l10n.t("{0} is {1}; what the editor shows is not its text.", name, reopen.label);
    if ((await vscode.window.showWarningMessage(message, button)) === button) {
      await this.reopen(uri);
    }
  }

  /** Tells the editor whether the text in front is one of them, for the command to be offered. */
  private mark(): void {
    const uri = vscode.window.activeTextEditor?.document.uri;
    void vscode.commands.executeCommand("setContext", "reformlint.isMisread", uri !== undefined && !!reopenIn(uri));
  }
}

/** The text in this encoding. Editors before 1.100 cannot do that: they ignore the option, or fail. */
async function openedWith(uri: vscode.Uri, encoding: string): Promise<vscode.TextDocument | undefined> {
  const open: (uri: vscode.Uri, options: { encoding: string }) => Thenable<vscode.TextDocument & { encoding?: string }> =
    vscode.workspace.openTextDocument;
  try {
    const document = await open(uri, { encoding });
    return document.encoding === encoding ? document : undefined;
  } catch {
    return undefined;
  }
}

function reopenIn(uri: vscode.Uri): Reopen | undefined {
  return vscode.languages.getDiagnostics(uri).map(reopenOf).find((reopen) => reopen !== undefined);
}

function reopenOf(diagnostic: vscode.Diagnostic): Reopen | undefined {
  const { data } = diagnostic as { data?: { reopen?: Reopen } };
  return diagnostic.source === "reformlint" ? (data?.reopen ?? undefined) : undefined;
}
