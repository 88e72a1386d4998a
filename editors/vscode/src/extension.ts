// Starts the language server for report texts, and adds what only this editor can do: the pages of the rules as
// documents, opening a file again in its own encoding, an item in the status bar.
import * as vscode from "vscode";
import { LanguageClient, State, TransportKind, type LanguageClientOptions, type Middleware } from "vscode-languageclient/node";
import { WrongEncodings } from "./encoding";
import { findProgram, type Program } from "./program";
import { RulePages, SCHEME } from "./rules";
import { Status } from "./status";

const SELECTOR = ["file", "untitled"].flatMap((scheme) =>
  ["plaintext", "markdown"].map((language) => ({ scheme, language })),
);

/** Where the pages of the rules are if the user has not said so. */
const OWN_PAGES = `${SCHEME}:`;

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const status = new Status();
  const encodings = new WrongEncodings();
  const own = new Server(context.extensionPath, status);
  const pages = new RulePages(() => own.program()?.command, language);
  server = own;
  context.subscriptions.push(
    status,
    encodings,
    own,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, pages),
    vscode.languages.registerCodeActionsProvider(SELECTOR, encodings, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    vscode.commands.registerCommand("reformlint.restart", () => own.restart()),
    vscode.commands.registerCommand("reformlint.showLog", () => own.log.show()),
    vscode.commands.registerCommand("reformlint.showRule", (rule?: string) => pages.show(rule)),
    vscode.commands.registerCommand("reformlint.reopenWithEncoding", (uri?: vscode.Uri) => encodings.reopen(uri)),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("reformlint.path")) {
        void own.restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void own.restart()),
  );
  await own.restart();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

/** The language server and the connection to it. */
class Server implements vscode.Disposable {
  readonly log = vscode.window.createOutputChannel("reformlint", { log: true });
  private client: LanguageClient | undefined;
  /** One start or stop after the other. */
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly extension: string,
    private readonly status: Status,
  ) {}

  dispose(): void {
    this.log.dispose();
  }

  /** The program that is, or would be, started now. */
  program(): Program | undefined {
    return findProgram({
      setting: vscode.workspace.getConfiguration("reformlint").get<string>("path", ""),
      extension: this.extension,
      workspace: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
      searchPath: process.env["PATH"] ?? "",
    });
  }

  restart(): Promise<void> {
    return this.next(async () => {
      await this.end();
      await this.start();
    });
  }

  stop(): Promise<void> {
    return this.next(() => this.end());
  }

  private next(work: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(work, work);
    return this.turn;
  }

  private async start(): Promise<void> {
    this.status.starts();
    const program = this.program();
    if (!program) {
      const message = vscode.l10n.t("The reformlint program was not found.");
      this.status.fails(message);
      void this.offerSettings(message);
      return;
    }
    const client = new LanguageClient(
      "reformlint",
      "reformlint",
      { command: program.command, args: ["lsp"], transport: TransportKind.stdio },
      this.options(),
    );
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) {
        const version = client.initializeResult?.serverInfo?.version ?? "";
        this.status.runs(version, program.command, program.origin);
      } else if (newState === State.Stopped && this.client === client) {
        this.status.fails(vscode.l10n.t("The server has stopped."));
      }
    });
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = vscode.l10n.t("{0} does not start: {1}", program.command, reason);
      this.log.error(message);
      this.status.fails(message);
      void this.offerSettings(message);
    }
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client?.needsStop()) {
      await client.stop().catch((error) => this.log.warn(String(error)));
    }
    await client?.dispose().catch(() => undefined);
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: SELECTOR,
      outputChannel: this.log,
      initializationOptions: withPages(vscode.workspace.getConfiguration().get("reformlint")),
      diagnosticPullOptions: { onChange: true, onSave: true, onTabs: true },
      middleware: MIDDLEWARE,
    };
  }

  private async offerSettings(message: string): Promise<void> {
    const button = vscode.l10n.t("Open the Settings");
    if ((await vscode.window.showErrorMessage(message, button)) === button) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "reformlint.path");
    }
  }
}

const MIDDLEWARE: Middleware = {
  workspace: {
    configuration: async (params, token, next) => {
      const answers = await next(params, token);
      return Array.isArray(answers)
        ? answers.map((answer, index) => (params.items[index]?.section === "reformlint" ? withPages(answer) : answer))
        : answers;
    },
  },
  provideHover: async (document, position, token, next) => {
    const hover = await next(document, position, token);
    if (hover) {
      hover.contents = hover.contents.map(withCommands);
    }
    return hover;
  },
};

/** Settings in which the pages of the rules are documents of the editor if they are nowhere else. */
function withPages(settings: unknown): unknown {
  const known = typeof settings === "object" && settings !== null ? settings : {};
  const pages = "rulePages" in known && known.rulePages;
  return { ...known, rulePages: pages || OWN_PAGES };
}

/** A hover whose links to rule pages are commands: links of an unknown scheme are taken out of hovers. */
function withCommands(content: vscode.MarkdownString | vscode.MarkedString): vscode.MarkdownString | vscode.MarkedString {
  if (!(content instanceof vscode.MarkdownString)) {
    return content;
  }
  const link = /\]\(reformlint-rule:\/([a-z0-9/-]+)\.md\)/g;
  const value = content.value.replace(link, (_, rule: string) => {
    return `](command:reformlint.showRule?${encodeURIComponent(JSON.stringify([rule]))})`;
  });
  const trusted = new vscode.MarkdownString(value, content.supportThemeIcons);
  trusted.isTrusted = { enabledCommands: ["reformlint.showRule"] };
  return trusted;
}

/** The language of messages that are about no text. */
function language(): "zh" | "en" {
  const set = vscode.workspace.getConfiguration("reformlint").get<string>("language", "auto");
  if (set === "zh" || set === "en") {
    return set;
  }
  return vscode.env.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}
