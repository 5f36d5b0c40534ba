//! What the client can, and what the server offers it.

use gen_lsp_types::{
    CodeActionKind, CodeActionOptions, CodeLensOptions, CompletionOptions, DiagnosticOptions, DocumentLinkOptions,
    ExecuteCommandOptions, Full, InitializeResult, PositionEncodingKind, RenameOptions, SaveOptions,
    SemanticTokensLegend, SemanticTokensOptions, ServerCapabilities, ServerInfo, SignatureHelpOptions,
    TextDocumentSyncKind, TextDocumentSyncOptions, WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};
use serde_json::Value;

use crate::server::answers;
use crate::server::positions::Encoding;

/// The kind of the code action that applies all safe fixes.
pub const FIX_ALL: &str = "source.fixAll.layerwise";

/// The command that shows a rule's page.
pub const EXPLAIN: &str = "layerwise.explain";

/// What the client can, as far as it makes a difference, and what its user wants.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is an ability of its own")]
pub struct Client {
    /// How it counts characters.
    pub encoding: Encoding,
    /// It asks for diagnostics, and again when it is told that they may be others; so none are sent unasked. One that can't be told
    /// would not get to know what the disk changes.
    pub pulls_diagnostics: bool,
    /// It asks for hints and lenses again when it is told to.
    pub refreshes_hints: bool,
    /// It asks for lenses again when it is told to.
    pub refreshes_lenses: bool,
    /// It asks for colours again when it is told to.
    pub refreshes_tokens: bool,
    /// It tells of changed files when it is asked to.
    pub watches_files: bool,
    /// It takes edits of a version of a document.
    pub versioned_edits: bool,
    /// It can open a web page.
    pub shows_documents: bool,
    /// What its user wants.
    pub switches: Switches,
}

/// What a user may turn on and off, in `initializationOptions` and in the client's settings under `layerwise`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Switches {
    /// Remarks behind lines: on how many files a step runs again, and whether it will.
    pub inlay_hints: bool,
    /// Remarks above stages.
    pub code_lens: bool,
    /// Colours.
    pub semantic_tokens: bool,
    /// Whether accepting `--from=` asks for what may follow; needs a client with VS Code's commands.
    pub suggest_again: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self { inlay_hints: true, code_lens: true, semantic_tokens: true, suggest_again: false }
    }
}

impl Switches {
    /// Sets those that `options` name, with or without their section. All others stay as they are.
    pub fn set(&mut self, options: &Value) {
        let own = options.get("layerwise").unwrap_or(options);
        for (name, switch) in [
            ("inlayHints", &mut self.inlay_hints),
            ("codeLens", &mut self.code_lens),
            ("semanticTokens", &mut self.semantic_tokens),
            ("suggestAgain", &mut self.suggest_again),
        ] {
            *switch = own.get(name).and_then(Value::as_bool).unwrap_or(*switch);
        }
    }
}

impl Client {
    /// Reads the parameters of `initialize`. They are looked into as they are: what a client says too much or in a wrong
    /// form must not keep it from being served.
    pub fn new(params: &Value) -> Self {
        let has = |path: &str| params.pointer(&format!("/capabilities/{path}")).is_some_and(|found| !found.is_null());
        let can = |path: &str| params.pointer(&format!("/capabilities/{path}")) == Some(&Value::Bool(true));
        let encodings = params.pointer("/capabilities/general/positionEncodings").cloned().unwrap_or_default();
        let encodings: Vec<PositionEncodingKind> = serde_json::from_value(encodings).unwrap_or_default();
        let mut switches = Switches::default();
        switches.set(params.get("initializationOptions").unwrap_or(&Value::Null));
        Self {
            encoding: Encoding::negotiate(&encodings),
            pulls_diagnostics: has("textDocument/diagnostic") && can("workspace/diagnostics/refreshSupport"),
            refreshes_hints: can("workspace/inlayHint/refreshSupport"),
            refreshes_lenses: can("workspace/codeLens/refreshSupport"),
            refreshes_tokens: can("workspace/semanticTokens/refreshSupport"),
            watches_files: can("workspace/didChangeWatchedFiles/dynamicRegistration"),
            versioned_edits: can("workspace/workspaceEdit/documentChanges"),
            shows_documents: can("window/showDocument/support"),
            switches,
        }
    }
}

/// The answer to `initialize`.
pub fn initialize_result(client: &Client) -> InitializeResult {
    InitializeResult {
        capabilities: capabilities(client),
        server_info: Some(ServerInfo {
            name: "layerwise".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
    }
}

fn capabilities(client: &Client) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        text_document_sync: Some(text_document_sync().into()),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(texts(&["$", "{", "-", "=", ",", "/", "#", " "])),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(true.into()),
        signature_help_provider: Some(SignatureHelpOptions {
            trigger_characters: Some(texts(&[" "])),
            retrigger_characters: Some(texts(&["-", "=", "[", ","])),
            ..SignatureHelpOptions::default()
        }),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        document_highlight_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        code_action_provider: Some(code_actions().into()),
        code_lens_provider: Some(CodeLensOptions::default()),
        document_link_provider: Some(DocumentLinkOptions::default()),
        rename_provider: Some(RenameOptions { prepare_provider: Some(true), ..RenameOptions::default() }.into()),
        folding_range_provider: Some(true.into()),
        selection_range_provider: Some(true.into()),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: vec![EXPLAIN.to_owned()],
            ..ExecuteCommandOptions::default()
        }),
        semantic_tokens_provider: Some(semantic_tokens().into()),
        inlay_hint_provider: Some(true.into()),
        diagnostic_provider: client.pulls_diagnostics.then(|| diagnostics().into()),
        workspace: Some(WorkspaceOptions { workspace_folders: Some(folders()), ..WorkspaceOptions::default() }),
        ..ServerCapabilities::default()
    }
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

fn text_document_sync() -> TextDocumentSyncOptions {
    TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        save: Some(SaveOptions::default().into()),
        ..TextDocumentSyncOptions::default()
    }
}

fn code_actions() -> CodeActionOptions {
    CodeActionOptions {
        code_action_kinds: Some(vec![CodeActionKind::QuickFix, CodeActionKind::Custom(FIX_ALL.into())]),
        ..CodeActionOptions::default()
    }
}

fn semantic_tokens() -> SemanticTokensOptions {
    SemanticTokensOptions {
        legend: SemanticTokensLegend { token_types: answers::tokens::legend(), token_modifiers: Vec::new() },
        full: Some(Full::Bool(true)),
        ..SemanticTokensOptions::default()
    }
}

fn diagnostics() -> DiagnosticOptions {
    DiagnosticOptions { identifier: Some("layerwise".to_owned()), ..DiagnosticOptions::default() }
}

fn folders() -> WorkspaceFoldersServerCapabilities {
    WorkspaceFoldersServerCapabilities { supported: Some(true), change_notifications: Some(true.into()) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn switches_are_set_with_or_without_their_section_and_others_stay() {
        let mut switches = Switches { suggest_again: true, ..Switches::default() };
        switches.set(&json!({"inlayHints": false}));
        switches.set(&json!({"layerwise": {"codeLens": false, "semanticTokens": "no"}}));
        switches.set(&Value::Null);
        let set = Switches { inlay_hints: false, code_lens: false, semantic_tokens: true, suggest_again: true };
        assert_eq!(switches, set);
    }

    #[test]
    fn a_client_that_says_nothing_gets_the_least() {
        let client = Client::new(&json!({}));
        assert_eq!(client.encoding, Encoding::Utf16);
        assert!(!client.pulls_diagnostics && !client.watches_files);
    }
}
