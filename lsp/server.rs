//! The only part of layerwise that knows the protocol: it keeps documents, asks [`crate::ide`], and speaks of places as an
//! editor counts them.
//!
//! One thread owns all state and handles one [`Event`] after the other, so notifications apply in the order in which they
//! were sent. Questions go to a small pool with an immutable view of their document, the disk is read by a thread of its own,
//! and both report back as events. Nothing that this thread does waits.

mod answers;
mod around;
mod capabilities;
mod documents;
mod positions;
mod reader;
mod requests;
mod session;
mod uri;

use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;

use gen_lsp_types::{Diagnostic, InitializeParams};
use lsp_server::{Connection, Message, ProtocolError, RequestId, Response};

use around::Around;
use capabilities::Client;
use session::Session;

/// All that can happen.
enum Event {
    /// The client says something.
    Client(Message),
    /// The client is gone.
    Gone,
    /// What is around a document was read.
    Around {
        /// The document.
        uri: String,
        /// What is there now.
        around: Arc<Around>,
    },
    /// The images of the workspace were looked for.
    Images(reader::Images),
    /// A document was checked.
    Checked {
        /// The document.
        uri: String,
        /// The state that was checked.
        generation: u64,
        /// What was found.
        diagnostics: Vec<Diagnostic>,
    },
    /// A question was answered.
    Answered {
        /// The question.
        id: RequestId,
        /// The answer.
        response: Response,
    },
}

/// How a session came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The client said `shutdown`, then `exit`.
    Proper,
    /// The client left without a word.
    Abrupt,
}

/// Serves one client until it is done.
pub fn run(connection: &Connection) -> Result<End, ProtocolError> {
    let (id, params) = connection.initialize_start()?;
    let client = Client::new(&params);
    let params: InitializeParams = serde_json::from_value(params).unwrap_or_default();
    let answer = capabilities::initialize_result(&client);
    if connection.sender.send(Response::new_ok(id, answer).into()).is_err() {
        return Ok(End::Abrupt);
    }
    let (events, received) = mpsc::channel();
    forward(connection, events.clone());
    let sender = connection.sender.clone();
    let outgoing = Box::new(move |message| drop(sender.send(message)));
    let mut session = Session::new(outgoing, events, client, &params);
    for event in received {
        if let Some(end) = session.handle(event) {
            return Ok(end);
        }
    }
    Ok(End::Abrupt)
}

/// Turns what the client says into events.
fn forward(connection: &Connection, events: Sender<Event>) {
    let messages = connection.receiver.clone();
    thread::spawn(move || {
        for message in messages {
            if events.send(Event::Client(message)).is_err() {
                return;
            }
        }
        // If nobody listens any more, the session is over already.
        let _ = events.send(Event::Gone);
    });
}
