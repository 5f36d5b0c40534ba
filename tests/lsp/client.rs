//! A client of the language server that is told what to say.

use std::collections::HashMap;
use std::io::BufReader;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use lsp_server::{Connection, Message, Notification, Request, Response};
use serde_json::{Value, json};

use crate::run;

/// Longer than this no answer takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A client and its server.
pub struct Client {
    send: Box<dyn FnMut(Message)>,
    received: Receiver<Message>,
    child: Option<Child>,
    next: i32,
    /// The last diagnostics of each document, with the version they are of.
    published: HashMap<String, (i64, Value)>,
    /// All diagnostics in the order in which they came, of whichever document.
    pub seen: Vec<Value>,
    /// What the server asked for, by method.
    pub asked: Vec<(String, Value)>,
    /// The server's answer to `initialize`.
    pub capabilities: Value,
}

impl Client {
    /// A client of a server in the same process.
    pub fn in_memory(initialize: Value) -> Self {
        let (server, client) = Connection::memory();
        thread::spawn(move || lsp::run(&server));
        let (sender, received) = mpsc::channel();
        let Connection { sender: to_server, receiver } = client;
        thread::spawn(move || receiver.into_iter().try_for_each(|message| sender.send(message)));
        let send = Box::new(move |message| to_server.send(message).unwrap());
        Self::start(send, received, None, initialize)
    }

    /// A client of the real program, over its standard input and output.
    pub fn of_program(initialize: Value) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_layerwise"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (sender, received) = mpsc::channel();
        thread::spawn(move || {
            while let Ok(Some(message)) = Message::read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let send = Box::new(move |message: Message| message.write(&mut input).unwrap());
        Self::start(send, received, Some(child), initialize)
    }

    fn start(
        send: Box<dyn FnMut(Message)>,
        received: Receiver<Message>,
        child: Option<Child>,
        initialize: Value,
    ) -> Self {
        let mut client = Self {
            send,
            received,
            child,
            next: 0,
            published: HashMap::new(),
            seen: Vec::new(),
            asked: Vec::new(),
            capabilities: Value::Null,
        };
        let result = client.request("initialize", initialize);
        client.capabilities = result["capabilities"].clone();
        client.notify("initialized", json!({}));
        client
    }

    /// Says something that has no answer.
    pub fn notify(&mut self, method: &str, params: Value) {
        (self.send)(Notification { method: method.to_owned(), params }.into());
    }

    /// Asks without waiting; the number of the question.
    pub fn ask(&mut self, method: &str, params: Value) -> i32 {
        self.next += 1;
        (self.send)(Request { id: self.next.into(), method: method.to_owned(), params }.into());
        self.next
    }

    /// The response to the question of that number.
    pub fn response(&mut self, id: i32) -> Response {
        loop {
            if let Message::Response(response) = self.receive()
                && response.id == id.into()
            {
                return response;
            }
        }
    }

    /// Asks, and waits for the answer, which must not be an error.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.response(id).response_result.unwrap_or_else(|error| panic!("{method}: {error:?}"))
    }

    /// The next message; what is to be known of it is noted, and the server's questions are answered.
    fn receive(&mut self) -> Message {
        let message = self.received.recv_timeout(PATIENCE).expect("the server says something");
        self.note(&message);
        message
    }

    /// The same, and forgotten; whether there was one in that time.
    fn receive_within(&mut self, time: Duration) -> bool {
        self.received.recv_timeout(time).inspect(|message| self.note(message)).is_ok()
    }

    fn note(&mut self, message: &Message) {
        match message {
            Message::Notification(said) if said.method == "textDocument/publishDiagnostics" => {
                let uri = said.params["uri"].as_str().unwrap().to_owned();
                let version = said.params["version"].as_i64().unwrap_or(-1);
                self.seen.push(said.params["diagnostics"].clone());
                self.published.insert(uri, (version, said.params["diagnostics"].clone()));
            }
            Message::Request(request) => {
                self.asked.push((request.method.clone(), request.params.clone()));
                (self.send)(Response::new_ok(request.id.clone(), Value::Null).into());
            }
            _ => {}
        }
    }

    /// Receives messages until `enough` says so.
    pub fn wait_until(&mut self, enough: impl Fn(&Self) -> bool) {
        while !enough(self) {
            self.receive();
        }
    }

    /// Opens a Dockerfile.
    pub fn open(&mut self, uri: &str, text: &str) {
        let item = json!({ "uri": uri, "languageId": "dockerfile", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": item }));
    }

    /// Changes a document.
    pub fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Waits for the diagnostics of that version of a document, which none of an older one may follow.
    pub fn diagnostics(&mut self, uri: &str, version: i64) -> Value {
        self.diagnostics_when(uri, version, |_| true)
    }

    /// Waits for diagnostics of that version that `enough` accepts: there may be several, as the disk is read meanwhile.
    pub fn diagnostics_when(&mut self, uri: &str, version: i64, enough: impl Fn(&Value) -> bool) -> Value {
        loop {
            if let Some((of, found)) = self.published.get(uri) {
                assert!(*of <= version, "diagnostics of version {of}, which is not there yet");
                if *of == version && enough(found) {
                    return found.clone();
                }
            }
            self.receive();
        }
    }

    /// The diagnostics that stay: the last ones, once `enough` accepts some and nothing follows for a moment, or patience ends.
    pub fn last_diagnostics(&mut self, uri: &str, enough: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let quiet = !self.receive_within(Duration::from_millis(300));
            let last = self.published.get(uri).map(|(_, found)| found);
            if let Some(found) = last.filter(|found| quiet && (enough(found) || Instant::now() > end)) {
                return found.clone();
            }
            assert!(Instant::now() < end + PATIENCE, "no diagnostics of {uri}");
        }
    }

    /// Asks about a place of a document.
    pub fn at(&mut self, method: &str, uri: &str, line: u32, character: u32) -> Value {
        let position = json!({ "line": line, "character": character });
        self.request(method, json!({ "textDocument": { "uri": uri }, "position": position }))
    }

    /// Asks about a whole document.
    pub fn about(&mut self, method: &str, uri: &str) -> Value {
        self.request(method, json!({ "textDocument": { "uri": uri } }))
    }

    /// Ends the session as the protocol wants it. A program must end well.
    pub fn end(mut self) {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        if let Some(child) = self.child.take() {
            // Its input stays open until here, so it is `exit` that ends it.
            assert!(run::end_of(child).success());
        }
    }
}

/// The parameters of `initialize`, of a client that can what is in `capabilities`.
pub fn initialize(root: Option<&Path>, capabilities: Value) -> Value {
    let folders = root.map(|root| json!([{ "uri": uri_of(root), "name": "root" }]));
    json!({ "processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folders })
}

/// The URI of a path that needs no escaping.
pub fn uri_of(path: &Path) -> String {
    format!("file://{}", path.display())
}
