// Starts `layerwise lsp` and hands it the documents. All that is known of Dockerfiles is in the server.

import { commands, ExtensionContext, window, workspace } from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";

/** What the server takes as its settings; see `Switches` in `lsp/server/capabilities.rs`. */
const SWITCHES = ["inlayHints", "codeLens", "semanticTokens"];

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand("layerwise.restart", restart),
    commands.registerCommand("layerwise.fixAll", fixAll),
    commands.registerCommand("layerwise.showOutput", () => client?.outputChannel.show()),
    workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("layerwise.path")) {
        await restart();
      } else if (event.affectsConfiguration("layerwise")) {
        await client?.sendNotification("workspace/didChangeConfiguration", { settings: switches() });
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function start(): Promise<void> {
  const command = workspace.getConfiguration("layerwise").get<string>("path", "layerwise");
  const server: ServerOptions = { command, args: ["lsp"] };
  const options: LanguageClientOptions = {
    documentSelector: [{ language: "dockerfile" }, { pattern: "**/layerwise.toml" }],
    // VS Code has the command that asks for what follows; other editors may not.
    initializationOptions: () => ({ ...switches(), suggestAgain: true }),
  };
  client = new LanguageClient("layerwise", "layerwise", server, options);
  try {
    await client.start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(`\`${command} lsp\` does not start: ${reason}. The setting layerwise.path says where it is.`);
  }
}

async function restart(): Promise<void> {
  await client?.dispose();
  await start();
}

async function fixAll(): Promise<void> {
  await commands.executeCommand("editor.action.codeAction", { kind: "source.fixAll.layerwise", apply: "first" });
}

function switches(): Record<string, boolean> {
  const configuration = workspace.getConfiguration("layerwise");
  return Object.fromEntries(SWITCHES.map((name) => [name, configuration.get<boolean>(name, true)]));
}
