//! The port that a program listens on, as far as its source tells at a glance.

/// The calls whose first number is the port: of Node.js, Flask and uvicorn.
const CALLS: [&str; 3] = [".listen(", "app.run(", "uvicorn.run("];

/// The port that the source `text` listens on: `.listen(3000)`, `.listen(process.env.PORT || 3000)`, or a variable that is
/// set to one in the same file. `None` when there is no such call, several that differ, or one for the container alone.
pub(super) fn port(text: &str) -> Option<u16> {
    let mut found = CALLS.iter().flat_map(|call| text.split(call).skip(1)).map(|rest| {
        let arguments = rest.split(')').next().unwrap_or_default();
        let local = arguments.contains("localhost") || arguments.contains("127.0.0.1");
        if local { None } else { number(arguments).or_else(|| assigned(text, arguments)) }
    });
    let first = found.next()??;
    found.all(|other| other == Some(first)).then_some(first)
}

/// The number that the variable in front of the first comma is set to.
fn assigned(text: &str, arguments: &str) -> Option<u16> {
    let name = arguments.split(',').next()?.trim();
    let is_name = !name.is_empty() && name.chars().all(|char| char.is_alphanumeric() || char == '_');
    let lines = text.lines().filter(|_| is_name);
    let mut value = lines.filter_map(|line| {
        let (left, right) = line.split_once('=')?;
        (left.split_whitespace().last()? == name).then_some(right)
    });
    value.next_back().and_then(number)
}

/// The first number of two to five digits that is no part of an address.
fn number(text: &str) -> Option<u16> {
    let words = text.split(|char: char| !char.is_alphanumeric() && char != '.' && char != '_');
    words.filter(|word| (2..=5).contains(&word.len())).find_map(|word| word.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::port;

    #[test]
    fn a_port_is_found_in_what_listens() {
        for (text, expected) in [
            ("app.listen(3000);", Some(3000)),
            ("server.listen(process.env.PORT || 8080, () => log('up'))", Some(8080)),
            ("const port = process.env.PORT || 3000\napp.listen(port, '0.0.0.0')", Some(3000)),
            ("app.run(debug=True, host='0.0.0.0', port=80)", Some(80)),
            ("app.listen(3000, '127.0.0.1')", None),
            ("app.listen(PORT)", None),
            ("a.listen(3000); b.listen(3001)", None),
            ("console.log(3000)", None),
        ] {
            assert_eq!(port(text), expected, "{text}");
        }
    }
}
