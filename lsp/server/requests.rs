//! From the name of a request to its answer.

use std::thread;

use gen_lsp_types::{
    CodeActionRequest, CodeLensRequest, CompletionRequest, DefinitionRequest, DocumentDiagnosticRequest,
    DocumentHighlightRequest, DocumentLinkRequest, DocumentSymbolRequest, FoldingRangeRequest, HoverRequest,
    InlayHintRequest, LspRequestMethod, PrepareRenameRequest, ReferencesRequest, RenameRequest, Request,
    SelectionRangeRequest, SemanticTokensRequest, SignatureHelpRequest,
};
use lsp_server::{ErrorCode, RequestId, Response};
use serde_json::{Value, json};

use crate::server::answers;
use crate::server::session::Asked;

/// Why there is no answer.
pub struct Refusal {
    code: ErrorCode,
    message: String,
}

/// Answers the request of that name.
pub fn answer(method: &str, params: Value, asked: &Asked) -> Result<Value, Refusal> {
    use answers::{actions, completion, diagnostics, hints, hover, places, structure, tokens};
    match LspRequestMethod::from(method) {
        LspRequestMethod::TextDocumentHover => run::<HoverRequest>(params, |params| hover::hover(asked, &params)),
        LspRequestMethod::TextDocumentSignatureHelp => {
            run::<SignatureHelpRequest>(params, |params| hover::signature(asked, &params))
        }
        LspRequestMethod::TextDocumentCompletion => {
            run::<CompletionRequest>(params, |params| completion::complete(asked, &params))
        }
        LspRequestMethod::TextDocumentDefinition => {
            run::<DefinitionRequest>(params, |params| places::definition(asked, &params))
        }
        LspRequestMethod::TextDocumentReferences => {
            run::<ReferencesRequest>(params, |params| places::references(asked, &params))
        }
        LspRequestMethod::TextDocumentDocumentHighlight => {
            run::<DocumentHighlightRequest>(params, |params| places::highlight(asked, &params))
        }
        LspRequestMethod::TextDocumentPrepareRename => {
            run::<PrepareRenameRequest>(params, |params| places::prepare_rename(asked, &params))
        }
        LspRequestMethod::TextDocumentRename => try_run::<RenameRequest>(params, |params| {
            places::rename(asked, &params).map_err(|message| Refusal { code: ErrorCode::RequestFailed, message })
        }),
        LspRequestMethod::TextDocumentDocumentSymbol => {
            run::<DocumentSymbolRequest>(params, |_| structure::symbols(asked))
        }
        LspRequestMethod::TextDocumentFoldingRange => run::<FoldingRangeRequest>(params, |_| structure::folds(asked)),
        LspRequestMethod::TextDocumentSelectionRange => {
            run::<SelectionRangeRequest>(params, |params| structure::selections(asked, &params))
        }
        LspRequestMethod::TextDocumentDocumentLink => run::<DocumentLinkRequest>(params, |_| structure::links(asked)),
        LspRequestMethod::TextDocumentSemanticTokensFull => {
            run::<SemanticTokensRequest>(params, |_| tokens::full(asked))
        }
        LspRequestMethod::TextDocumentCodeAction => {
            run::<CodeActionRequest>(params, |params| actions::actions(asked, &params))
        }
        LspRequestMethod::TextDocumentCodeLens => run::<CodeLensRequest>(params, |_| hints::lenses(asked)),
        LspRequestMethod::TextDocumentInlayHint => {
            run::<InlayHintRequest>(params, |params| hints::inlay_hints(asked, &params))
        }
        LspRequestMethod::TextDocumentDiagnostic => {
            run::<DocumentDiagnosticRequest>(params, |params| diagnostics::report(asked, &params))
        }
        _ => Err(Refusal { code: ErrorCode::MethodNotFound, message: format!("`{method}` is not offered") }),
    }
}

fn run<R: Request>(params: Value, answer: impl FnOnce(R::Params) -> R::Result) -> Result<Value, Refusal> {
    try_run::<R>(params, |params| Ok(answer(params)))
}

fn try_run<R: Request>(
    params: Value,
    answer: impl FnOnce(R::Params) -> Result<R::Result, Refusal>,
) -> Result<Value, Refusal> {
    let unreadable = |error: serde_json::Error| Refusal { code: ErrorCode::InvalidParams, message: error.to_string() };
    let result = answer(serde_json::from_value(params).map_err(unreadable)?)?;
    serde_json::to_value(result).map_err(unreadable)
}

/// The response to a request that was worked on, or that panicked.
pub fn response(id: RequestId, result: thread::Result<Result<Value, Refusal>>) -> Response {
    match result {
        Ok(Ok(value)) => Response::new_ok(id, value),
        Ok(Err(Refusal { code, message })) => Response::new_err(id, code as i32, message),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().map(String::as_str);
            let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason given");
            Response::new_err(id, ErrorCode::InternalError as i32, format!("a bug in layerwise: {words}"))
        }
    }
}

/// The response to a request about a document that is not open: nothing, if it is a request that is known.
pub fn without_document(id: RequestId, method: &str) -> Response {
    match LspRequestMethod::from(method) {
        LspRequestMethod::Custom(_) => {
            Response::new_err(id, ErrorCode::MethodNotFound as i32, format!("`{method}` is not offered"))
        }
        LspRequestMethod::TextDocumentDiagnostic => Response::new_ok(id, json!({ "kind": "full", "items": [] })),
        _ => Response::new_ok(id, Value::Null),
    }
}

/// The response to a request whose document has changed since.
pub fn overtaken(id: RequestId, method: &str) -> Response {
    let message = "the document has changed".to_owned();
    if LspRequestMethod::from(method) == LspRequestMethod::TextDocumentDiagnostic {
        let mut response = Response::new_err(id, ErrorCode::ServerCancelled as i32, message);
        if let Err(error) = &mut response.response_result {
            error.data = Some(json!({ "retriggerRequest": true }));
        }
        return response;
    }
    Response::new_err(id, ErrorCode::ContentModified as i32, message)
}
