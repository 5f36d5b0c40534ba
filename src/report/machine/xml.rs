//! Text in XML.

use crate::visible;

/// The first line of every XML file.
pub const HEADER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// `text` for an attribute in double quotes, or between tags. Line ends stay; what XML can't hold at all is written out.
pub fn escape(text: &str) -> String {
    let line = |line: &str| {
        let line = visible(line).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        line.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}")
    };
    // In an attribute a bare line end would be read as a blank.
    text.split('\n').map(line).collect::<Vec<_>>().join("&#10;")
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_xml_cannot_hold_is_written_out() {
        assert_eq!(super::escape("a<\"b\">&\0\u{ffff}\nc"), "a&lt;&quot;b&quot;&gt;&amp;\\u{0}\\u{ffff}&#10;c");
    }
}
