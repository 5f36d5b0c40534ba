// What VS Code does with the server, done with its own client library: started by tests/lsp/editors.rs.

const { spawn } = require("child_process");
const fs = require("fs");
const { pathToFileURL } = require("url");
const {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  InitializeRequest,
  InitializedNotification,
  DidOpenTextDocumentNotification,
  DidChangeTextDocumentNotification,
  DocumentDiagnosticRequest,
  HoverRequest,
  RegistrationRequest,
  ShutdownRequest,
  ExitNotification,
} = require("vscode-languageserver-protocol/node");

async function main() {
  const path = process.argv[2];
  const uri = pathToFileURL(path).toString();
  const server = spawn(process.env.LAYERWISE, ["lsp"], { stdio: ["pipe", "pipe", "inherit"] });
  const exit = new Promise((resolve) => server.on("exit", resolve));
  const connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  connection.onRequest(RegistrationRequest.type, () => undefined);
  connection.onRequest("workspace/diagnostic/refresh", () => null);
  connection.listen();

  const { capabilities } = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: null,
    capabilities: {
      textDocument: { diagnostic: {}, hover: { contentFormat: ["markdown"] } },
      workspace: { diagnostics: { refreshSupport: true }, didChangeWatchedFiles: { dynamicRegistration: true } },
    },
  });
  await connection.sendNotification(InitializedNotification.type, {});
  const text = fs.readFileSync(path, "utf8");
  await connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: "dockerfile", version: 1, text },
  });
  const first = await diagnostics(connection, uri);
  const hover = await connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position: { line: 1, character: 2 } });
  await connection.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: "# layerwise ignore-file=all\nFROM scratch\n" }],
  });
  const second = await diagnostics(connection, uri);
  await connection.sendRequest(ShutdownRequest.type);
  await connection.sendNotification(ExitNotification.type);
  const report = {
    capabilities,
    codes: first.items.map((item) => item.code),
    hover: hover.contents.value,
    afterEdit: second.items.filter((item) => item.code === "latest-tag").length,
    exit: await exit,
  };
  fs.writeFileSync(process.env.REPORT, JSON.stringify(report));
}

function diagnostics(connection, uri) {
  return connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
