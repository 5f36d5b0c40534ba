//! Hover and signature help.

use gen_lsp_types::{
    Hover, HoverParams, ParameterInformation, SignatureHelp, SignatureHelpParams, SignatureInformation,
};

use super::markdown;
use crate::ide::signature::Signature;
use crate::ide::{hover as ide_hover, signature as ide_signature};
use crate::server::documents::Kind;
use crate::server::positions::Encoding;
use crate::server::session::Asked;

/// What is shown at a place.
pub fn hover(asked: &Asked, params: &HoverParams) -> Option<Hover> {
    let offset = asked.view.offset(params.text_document_position_params.position);
    let found = match asked.view.kind {
        Kind::Dockerfile => ide_hover::hover(&asked.view.snapshot, offset)?,
        Kind::Settings => ide_hover::in_settings(&asked.view.snapshot, offset)?,
        Kind::Other => return None,
    };
    Some(Hover { contents: markdown(found.markdown).into(), range: Some(asked.view.range(found.range)) })
}

/// The ways to write the instruction at a place.
pub fn signature(asked: &Asked, params: &SignatureHelpParams) -> Option<SignatureHelp> {
    let offset = asked.view.offset(params.text_document_position_params.position);
    let (signatures, best) = ide_signature::help(asked.view.dockerfile()?, offset)?;
    let active = signatures.get(best).map(|signature| (signature.active as u32).into());
    Some(SignatureHelp {
        signatures: signatures.iter().map(information).collect(),
        active_signature: Some(best as u32),
        active_parameter: active,
    })
}

/// Places in a label are counted in UTF-16 whatever was negotiated.
fn information(signature: &Signature) -> SignatureInformation {
    let at = |offset: u32| Encoding::Utf16.length(&signature.form[..offset as usize]);
    let part = |range: &text::TextRange| ParameterInformation {
        label: (at(range.start), at(range.end)).into(),
        documentation: None,
    };
    SignatureInformation {
        label: signature.form.to_owned(),
        documentation: Some(markdown(signature.text).into()),
        parameters: Some(signature.parts.iter().map(part).collect()),
        active_parameter: Some((signature.active as u32).into()),
    }
}
