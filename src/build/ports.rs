//! What EXPOSE names, read as docker/go-connections (`nat/nat.go`) and `BuildKit` (`dockerfile2llb/convert_expose.go`) do.

/// `[[ip:]host:]container[/protocol]`, of which EXPOSE means the container's part alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// The address in front, which EXPOSE has no use for; empty without one.
    pub address: String,
    /// The port of the host, which EXPOSE has no use for; empty without one.
    pub host: String,
    /// The first and last port of the container.
    pub range: (u16, u16),
    /// The protocol as written; `tcp` without one.
    pub protocol: String,
}

/// The protocols that there are.
const PROTOCOLS: [&str; 3] = ["tcp", "udp", "sctp"];

impl Port {
    /// Reads one word of an EXPOSE whose variables are replaced. The error is `BuildKit`'s message.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (address, host, container) = parts(text);
        let (ports, protocol) = match container.split_once('/') {
            Some(("", _)) => ("", ""),
            Some((ports, "")) => (ports, "tcp"),
            Some((ports, rest)) => (ports, rest.split('/').next().unwrap_or(rest)),
            None => (container, "tcp"),
        };
        if ports.is_empty() {
            return Err(format!("no port specified: {text}<empty>"));
        }
        if !PROTOCOLS.contains(&protocol.to_ascii_lowercase().as_str()) {
            return Err(format!("invalid proto: {}", protocol.to_ascii_lowercase()));
        }
        if !address.is_empty() && !is_address(address) {
            return Err(format!("invalid IP address: {address}"));
        }
        let range = read_range(ports).ok_or_else(|| format!("invalid containerPort: {ports}"))?;
        if !host.is_empty() {
            let outside = read_range(host).ok_or_else(|| format!("invalid hostPort: {host}"))?;
            if range.0 != range.1 && range.1 - range.0 != outside.1 - outside.0 {
                return Err(format!("invalid ranges specified for container and host Ports: {ports} and {host}"));
            }
        }
        let owned = str::to_owned;
        Ok(Self { address: owned(address), host: owned(host), range, protocol: owned(protocol) })
    }
}

/// Address, host's part and container's part: of many colons the last two count.
fn parts(text: &str) -> (&str, &str, &str) {
    let Some((rest, container)) = text.rsplit_once(':') else { return ("", "", text) };
    match rest.rsplit_once(':') {
        Some((address, host)) => (address, host, container),
        None => ("", rest, container),
    }
}

fn is_address(text: &str) -> bool {
    let inside = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inside.unwrap_or(text).parse::<std::net::IpAddr>().is_ok()
}

/// `80` or `80-90`.
fn read_range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (read_number(first)?, read_number(last)?);
    (first <= last).then_some((first, last))
}

/// Digits alone: Go takes no sign.
fn read_number(text: &str) -> Option<u16> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_has_a_protocol_and_may_have_what_expose_ignores() {
        let port = Port::parse("127.0.0.1:8080:80/Udp").unwrap();
        assert_eq!((port.address.as_str(), port.host.as_str()), ("127.0.0.1", "8080"));
        assert_eq!((port.range, port.protocol.as_str()), ((80, 80), "Udp"));
        assert_eq!(Port::parse("3000-3010").unwrap().range, (3000, 3010));
        assert_eq!(Port::parse("[::1]:80:80").unwrap().address, "[::1]");
    }

    #[test]
    fn mistakes_are_told_in_buildkits_words() {
        let mistakes = [
            ("foo", "invalid containerPort: foo"),
            ("70000", "invalid containerPort: 70000"),
            ("+80", "invalid containerPort: +80"),
            ("10-5", "invalid containerPort: 10-5"),
            ("80/http", "invalid proto: http"),
            ("x:80", "invalid hostPort: x"),
            ("a:1:80", "invalid IP address: a"),
            ("80-81:90-92", "invalid ranges specified for container and host Ports: 90-92 and 80-81"),
            ("/tcp", "no port specified: /tcp<empty>"),
        ];
        for (text, message) in mistakes {
            assert_eq!(Port::parse(text), Err(message.to_owned()), "{text}");
        }
    }
}
