//! Which names a request may ask under: a stranger's name that leads to this machine (DNS rebinding) is not one.

use std::net::IpAddr;

use url::Host;

use crate::edge::Failure;

/// Who may stand in `Host` and `Origin`.
#[derive(Debug)]
pub(super) struct Hosts {
    interface: IpAddr,
    allowed: Vec<Host>,
}

impl Hosts {
    /// The names of this machine, `interface`, and those of `allowed`, whose ports do not count.
    pub(super) fn new(interface: IpAddr, allowed: &[String]) -> Result<Self, Failure> {
        let allowed = allowed.iter().map(|name| allowed_host(name)).collect::<Result<_, _>>()?;
        Ok(Self { interface, allowed })
    }

    pub(super) fn allow(&self, host: &Host) -> bool {
        let is_ours = match address(host) {
            // Whoever asks by number asks this machine: only names can be made to lead elsewhere.
            Some(_) if self.interface.is_unspecified() => true,
            Some(address) => address.is_loopback() || address == self.interface.to_canonical(),
            None => is_localhost(host),
        };
        is_ours || self.allowed.contains(host)
    }
}

fn allowed_host(text: &str) -> Result<Host, Failure> {
    let host = match text.parse() {
        Ok(IpAddr::V6(address)) => Some(Host::Ipv6(address)),
        _ => host(text),
    };
    host.filter(|_| !text.contains('*')).ok_or_else(|| {
        Failure::refused(format!("`--allow-host {}` is no host name", text.escape_debug()))
            .help("name one host, such as `preview.example.org`; give the option again for another")
    })
}

/// The host of `HOST[:PORT]` (RFC 9110, section 7.2), in the one form that browsers ask for it by: lower case,
/// internationalised names in ASCII, no trailing dot. `None` when it is none.
pub(super) fn host(text: &str) -> Option<Host> {
    let (name, port) = match text.rfind(':') {
        Some(colon) if !text.ends_with(']') => text.split_at(colon),
        _ => (text, ""),
    };
    if !port.chars().skip(1).all(|c| c.is_ascii_digit()) || port.len() > ":65535".len() || name.contains('%') {
        return None;
    }
    Host::parse(name.strip_suffix('.').unwrap_or(name)).ok()
}

/// The host of an `Origin` (RFC 6454, section 7) that is a web page's. `None` for others, and for `null`.
pub(super) fn origin(text: &str) -> Option<Host> {
    host(text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"))?)
}

fn address(host: &Host) -> Option<IpAddr> {
    match *host {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(IpAddr::V6(address).to_canonical()),
        Host::Domain(_) => None,
    }
}

/// `localhost` and names below it lead to this machine (RFC 6761, section 6.3).
fn is_localhost(host: &Host) -> bool {
    matches!(host, Host::Domain(name) if name == "localhost" || name.ends_with(".localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(interface: &str, allowed: &[&str]) -> Hosts {
        let allowed: Vec<String> = allowed.iter().map(|&name| name.to_owned()).collect();
        Hosts::new(interface.parse().unwrap(), &allowed).unwrap()
    }

    #[test]
    fn the_names_of_this_machine_pass_and_others_do_not() {
        let hosts = hosts("127.0.0.1", &["Preview.Example.org:80", "müller.example", "::2", "192.168.1.7"]);
        for (text, passes) in [
            ("localhost", true),
            ("localhost:1111", true),
            ("localhost:", true),
            ("LocalHost.:1111", true),
            ("a.b.localhost", true),
            ("127.0.0.1", true),
            ("127.0.0.1:8080", true),
            ("127.8.9.10", true),
            ("[::1]", true),
            ("[::1]:1111", true),
            ("[::ffff:127.0.0.1]", true),
            ("preview.example.org", true),
            ("preview.example.org.:99", true),
            ("xn--mller-kva.example", true),
            ("[::2]:1", true),
            ("192.168.1.7:1111", true),
            ("evil.example", false),
            ("evil.example:1111", false),
            ("localhost.evil.example", false),
            ("notlocalhost", false),
            ("a.preview.example.org", false),
            ("127.0.0.1.evil.example", false),
            ("0.0.0.0", false),
            ("10.0.0.1", false),
            ("[::]", false),
        ] {
            assert_eq!(hosts.allow(&host(text).unwrap()), passes, "{text}");
        }
    }

    #[test]
    fn the_interface_passes_and_on_all_interfaces_every_number() {
        for (interface, text, passes) in [
            ("192.168.1.5", "192.168.1.5:1111", true),
            ("192.168.1.5", "192.168.1.6:1111", false),
            ("::2", "[::2]", true),
            ("0.0.0.0", "192.168.1.6:1111", true),
            ("::", "[2001:db8::1]:1111", true),
            ("0.0.0.0", "evil.example", false),
        ] {
            assert_eq!(hosts(interface, &[]).allow(&host(text).unwrap()), passes, "{interface} {text}");
        }
    }

    #[test]
    fn what_is_no_host_is_none() {
        for text in [
            "",
            ":80",
            "a b",
            "a/b",
            "a@b",
            "user@localhost",
            "local%68ost",
            "localhost:80:80",
            "localhost:x",
            "localhost:-1",
            "localhost:999999",
            "::1",
            "[::1",
            "::1]",
            "[localhost]",
            "[::1]x",
            "localhost, evil.example",
            "localhost#",
            "localhost?x",
            "\u{0}",
        ] {
            assert_eq!(host(text), None, "{text:?}");
        }
    }

    #[test]
    fn only_pages_of_the_web_have_an_origin() {
        let localhost = Some(Host::Domain("localhost".to_owned()));
        for (text, expected) in [
            ("http://localhost:1111", localhost.clone()),
            ("https://localhost", localhost),
            ("null", None),
            ("file://", None),
            ("localhost", None),
            ("http://localhost/", None),
            ("", None),
        ] {
            assert_eq!(origin(text), expected, "{text}");
        }
    }

    #[test]
    fn a_host_that_can_never_be_asked_for_is_not_allowed() {
        for text in ["", "*", "*.example.org", "http://a.example", "a b", "a/b"] {
            let failure = Hosts::new(IpAddr::from([127, 0, 0, 1]), &[text.to_owned()]).unwrap_err();
            assert!(failure.message.contains(&format!("`--allow-host {text}`")), "{}", failure.message);
        }
    }
}
