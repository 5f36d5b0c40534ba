//! The state of a session, and what each event does to it.

mod notifications;

use std::collections::HashMap;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use gen_lsp_types::{
    InitializeParams, Notification as _, PublishDiagnosticsNotification, PublishDiagnosticsParams, WorkspaceFolders,
};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde_json::{Value, json};

use crate::server::capabilities::Client;
use crate::server::documents::{Document, Latest, View};
use crate::server::reader::{self, Order};
use crate::server::{End, Event, answers, requests, uri};

/// How many questions are answered at once.
const WORKERS: usize = 2;

/// Sends a message to the client. One that is gone is noticed by its last event.
pub type Outgoing = Box<dyn Fn(Message)>;

/// The state of a session.
pub struct Session {
    outgoing: Outgoing,
    events: Sender<Event>,
    orders: Sender<Order>,
    pool: ThreadPool,
    client: Client,
    documents: HashMap<String, Document>,
    /// For each document the state that is the last one, for those who work on an older one.
    latest: HashMap<String, Arc<Latest>>,
    /// The questions that are being worked on, and whether they were taken back.
    pending: HashMap<RequestId, Arc<AtomicBool>>,
    next_request: i32,
    shut_down: bool,
}

impl Session {
    /// A session that has just begun.
    pub fn new(outgoing: Outgoing, events: Sender<Event>, client: Client, params: &InitializeParams) -> Self {
        let orders = reader::spawn(events.clone(), roots(params));
        let builder = ThreadPoolBuilder::new().num_threads(WORKERS).thread_name(|index| format!("answers-{index}"));
        #[expect(clippy::expect_used, reason = "a system that starts no thread can serve nobody")]
        let pool = builder.build().expect("two threads can be started");
        Self {
            outgoing,
            events,
            orders,
            pool,
            client,
            documents: HashMap::new(),
            latest: HashMap::new(),
            pending: HashMap::new(),
            next_request: 0,
            shut_down: false,
        }
    }

    /// Handles one event; the end of the session, if it was that.
    pub fn handle(&mut self, event: Event) -> Option<End> {
        match event {
            Event::Client(Message::Request(request)) => self.request(request),
            Event::Client(Message::Notification(notification)) if notification.method == "exit" => {
                return Some(if self.shut_down { End::Proper } else { End::Abrupt });
            }
            Event::Client(Message::Notification(notification)) => self.notification(notification),
            // Answers to what the server asks for say nothing that it needs.
            Event::Client(Message::Response(_)) => {}
            Event::Gone => return Some(End::Abrupt),
            Event::Around { uri, around } => {
                if let Some(document) = self.documents.get_mut(&uri) {
                    let _before = document.surround(around);
                    self.renewed(&uri);
                    self.refresh();
                }
            }
            Event::Images(images) => self.order(Order::Images(images)),
            Event::Checked { uri, generation, diagnostics } => self.publish(&uri, generation, diagnostics),
            Event::Answered { id, response } => {
                if self.pending.remove(&id).is_some() {
                    self.send(response.into());
                }
            }
        }
        None
    }

    fn send(&self, message: Message) {
        (self.outgoing)(message);
    }

    fn notify(&self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params }.into());
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.next_request += 1;
        self.send(Request { id: self.next_request.into(), method: method.to_owned(), params }.into());
    }

    /// Has what is around the document read; whether there is something to read.
    fn read_around(&self, uri: &str) -> bool {
        let path = self.documents.get(uri).and_then(|document| document.path.clone());
        path.is_some_and(|path| {
            self.order(Order::Read { uri: uri.to_owned(), path });
            true
        })
    }

    fn order(&self, order: Order) {
        // The reader lives as long as the session.
        let _ = self.orders.send(order);
    }

    /// A document is in a new state: what was worked out before is stale, and it is checked, unless the client asks itself.
    fn renewed(&mut self, uri: &str) {
        let (Some(document), Some(latest)) = (self.documents.get(uri), self.latest.get(uri)) else { return };
        latest.follow(document);
        if self.client.pulls_diagnostics {
            return;
        }
        let (view, latest, events) = (document.view.clone(), latest.clone(), self.events.clone());
        self.pool.spawn(move || {
            if !latest.is(&view) {
                return;
            }
            let found = panic::catch_unwind(AssertUnwindSafe(|| answers::diagnostics::all(&view)));
            if let Ok(diagnostics) = found {
                let event = Event::Checked { uri: view.uri.clone(), generation: view.generation, diagnostics };
                let _ = events.send(event);
            }
        });
    }

    fn publish(&mut self, uri: &str, generation: u64, diagnostics: Vec<gen_lsp_types::Diagnostic>) {
        let Some(document) = self.documents.get(uri) else { return };
        if document.generation != generation {
            return;
        }
        let params =
            PublishDiagnosticsParams { uri: uri.to_owned().into(), version: Some(document.version), diagnostics };
        let notification = Notification::new(PublishDiagnosticsNotification::METHOD.as_str().to_owned(), params);
        self.send(notification.into());
    }

    /// Tells the client that answers which do not depend on the text alone may be others now.
    fn refresh(&mut self) {
        let wanted = [
            (self.client.pulls_diagnostics, "workspace/diagnostic/refresh"),
            (self.client.refreshes_hints, "workspace/inlayHint/refresh"),
            (self.client.refreshes_lenses, "workspace/codeLens/refresh"),
        ];
        for (_, method) in wanted.into_iter().filter(|(wanted, _)| *wanted) {
            self.ask(method, Value::Null);
        }
    }

    fn request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        match method.as_str() {
            "shutdown" => {
                self.shut_down = true;
                self.send(Response::new_ok(id, Value::Null).into());
            }
            "workspace/executeCommand" => {
                self.execute(&params);
                self.send(Response::new_ok(id, Value::Null).into());
            }
            _ if self.shut_down => {
                let message = "the session is shut down".to_owned();
                self.send(Response::new_err(id, ErrorCode::InvalidRequest as i32, message).into());
            }
            _ => self.question(id, method, params),
        }
    }

    /// Hands a question about a document to the pool.
    fn question(&mut self, id: RequestId, method: String, params: Value) {
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str).unwrap_or_default();
        let view = self.documents.get(uri).map(|document| (document.view.clone(), document.version));
        let Some(((view, version), latest)) = view.zip(self.latest.get(uri).cloned()) else {
            self.send(requests::without_document(id, &method).into());
            return;
        };
        let cancelled = Arc::new(AtomicBool::new(false));
        self.pending.insert(id.clone(), cancelled.clone());
        let (events, client) = (self.events.clone(), self.client.clone());
        self.pool.spawn(move || {
            // What became known around the document in the meantime makes no answer wrong: the client is told to ask again.
            let overtaken = || !latest.has_text_of(&view);
            if cancelled.load(Ordering::Acquire) {
                return;
            }
            let answer = || requests::answer(&method, params, &Asked { view: &view, version, client: &client });
            let response = if overtaken() {
                requests::overtaken(id.clone(), &method)
            } else {
                let result = panic::catch_unwind(AssertUnwindSafe(answer));
                // The text may have changed in the meantime; then places in the answer are wrong.
                if overtaken() {
                    requests::overtaken(id.clone(), &method)
                } else {
                    requests::response(id.clone(), result)
                }
            };
            let _ = events.send(Event::Answered { id, response });
        });
    }

    /// Shows the page of a rule, the one command there is.
    fn execute(&mut self, params: &Value) {
        let rule = params.pointer("/arguments/0").and_then(Value::as_str).unwrap_or_default();
        let Some(entry) = rules::registry().get(rule) else { return };
        if self.client.shows_documents {
            self.ask("window/showDocument", json!({ "uri": entry.meta.url(), "external": true }));
        } else {
            self.notify("window/showMessage", json!({ "type": 3, "message": entry.meta.documentation() }));
        }
    }
}

/// What a question is asked with.
pub struct Asked<'s> {
    /// The document.
    pub view: &'s View,
    /// The client's count of its edits.
    pub version: i32,
    /// What the client can and wants.
    pub client: &'s Client,
}

/// The folders that the client has open.
#[expect(deprecated, reason = "older clients have one root and no folders")]
fn roots(params: &InitializeParams) -> Vec<PathBuf> {
    match &params.workspace_folders_initialize_params.workspace_folders {
        Some(WorkspaceFolders::WorkspaceFolderList(folders)) => {
            folders.iter().filter_map(|folder| uri::to_path(&folder.uri.0)).collect()
        }
        _ => params.root_uri.iter().filter_map(|root| uri::to_path(&root.0)).collect(),
    }
}
