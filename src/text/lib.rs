//! Where things are in a source file: byte ranges, lines and columns, edits, and text joined from several places.
//!
//! Nothing here knows what a Dockerfile is.

mod edit;
mod joined;
mod lines;
mod range;
mod source;
mod visible;

pub use edit::{Edit, EditError, apply};
pub use joined::Joined;
pub use lines::{LineColumn, LineIndex};
pub use range::TextRange;
pub use source::SourceFile;
pub use visible::{is_hidden, visible, visible_lines};
