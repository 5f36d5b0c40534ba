//! What a client says without asking for an answer, and what it does to a session.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use gen_lsp_types::{
    DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    LspNotificationMethod, Notification as _, PublishDiagnosticsNotification,
};
use lsp_server::{ErrorCode, Notification, RequestId, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Session;
use crate::server::documents::{Document, Latest};
use crate::server::reader::Order;
use crate::server::uri;

impl Session {
    /// Handles one notification.
    pub(super) fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match LspNotificationMethod::from(method.as_str()) {
            LspNotificationMethod::Initialized => self.watch_files(),
            LspNotificationMethod::TextDocumentDidOpen => self.on(params, Self::open),
            LspNotificationMethod::TextDocumentDidChange => self.on(params, Self::change),
            LspNotificationMethod::TextDocumentDidSave => {
                self.on(params, |session, params: DidSaveTextDocumentParams| {
                    let uri = &params.text_document.uri.0;
                    // A client that watches no files saved others as well.
                    session.order(Order::Changed(uri::to_path(uri).into_iter().collect()));
                    session.read_around(uri);
                });
            }
            LspNotificationMethod::TextDocumentDidClose => self.on(params, Self::close),
            LspNotificationMethod::WorkspaceDidChangeWatchedFiles => {
                self.on(params, |session, params: DidChangeWatchedFilesParams| {
                    let paths = params.changes.iter().filter_map(|change| uri::to_path(&change.uri.0)).collect();
                    session.order(Order::Changed(paths));
                });
            }
            LspNotificationMethod::WorkspaceDidChangeWorkspaceFolders => {
                self.on(params, |session, params: DidChangeWorkspaceFoldersParams| {
                    let paths = |folders: Vec<gen_lsp_types::WorkspaceFolder>| {
                        folders.iter().filter_map(|folder| uri::to_path(&folder.uri.0)).collect()
                    };
                    session
                        .order(Order::Roots { added: paths(params.event.added), removed: paths(params.event.removed) });
                });
            }
            LspNotificationMethod::WorkspaceDidChangeConfiguration => {
                self.on(params, |session, params: DidChangeConfigurationParams| {
                    session.client.switches.set(&params.settings);
                    session.refresh();
                    if session.client.refreshes_tokens {
                        session.ask("workspace/semanticTokens/refresh", Value::Null);
                    }
                });
            }
            LspNotificationMethod::CancelRequest => self.cancel(&params),
            _ => {}
        }
    }

    /// Handles a notification whose parameters can be read.
    fn on<P: DeserializeOwned>(&mut self, params: Value, handle: impl FnOnce(&mut Self, P)) {
        match serde_json::from_value(params) {
            Ok(params) => handle(self, params),
            Err(error) => {
                let message = format!("a notification can't be read: {error}");
                self.notify("window/logMessage", json!({ "type": 1, "message": message }));
            }
        }
    }

    fn open(&mut self, params: DidOpenTextDocumentParams) {
        let item = params.text_document;
        let language = String::from(item.language_id);
        let uri = item.uri.0;
        let document = Document::new(&uri, &language, item.version, &item.text, self.client.encoding);
        self.latest.insert(uri.clone(), Arc::new(Latest::of(&document)));
        self.documents.insert(uri.clone(), document);
        // What has a place on the disk is checked once its settings are known; that takes a moment and saves a flicker.
        if !self.read_around(&uri) {
            self.renewed(&uri);
        }
    }

    fn change(&mut self, params: DidChangeTextDocumentParams) {
        let uri = params.text_document.text_document_identifier.uri.0;
        if let Some(document) = self.documents.get_mut(&uri) {
            let _before = document.change(params.text_document.version, params.content_changes);
            self.renewed(&uri);
        }
    }

    fn close(&mut self, params: DidCloseTextDocumentParams) {
        let uri = params.text_document.uri.0;
        self.latest.remove(&uri);
        self.order(Order::Forget(uri.clone()));
        if self.documents.remove(&uri).is_some() && !self.client.pulls_diagnostics {
            self.notify(PublishDiagnosticsNotification::METHOD.as_str(), json!({ "uri": uri, "diagnostics": [] }));
        }
    }

    /// Asks to be told of files that change: any of them may be in a context.
    fn watch_files(&mut self) {
        if self.client.watches_files {
            let registration = json!({
                "id": "files",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": { "watchers": [{ "globPattern": "**/*" }] },
            });
            self.ask("client/registerCapability", json!({ "registrations": [registration] }));
        }
    }

    fn cancel(&mut self, params: &Value) {
        let Some(id) = params.get("id").and_then(|id| serde_json::from_value::<RequestId>(id.clone()).ok()) else {
            return;
        };
        if let Some(cancelled) = self.pending.remove(&id) {
            cancelled.store(true, Ordering::Release);
            let response = Response::new_err(id, ErrorCode::RequestCanceled as i32, "cancelled".to_owned());
            self.send(response.into());
        }
    }
}
