//! Where a webhook may be told: an address out in the world, or one that an administrator let in by name.
//!
//! Whoever adds a webhook chooses what this machine connects to. Without these checks it would knock at routers,
//! databases and the metadata service of a cloud on somebody else's behalf.

use http::Uri;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The longest URL, in characters.
pub const LONGEST: usize = 2_000;

/// Where a webhook is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The URL, as it is asked.
    pub url: String,
    /// `host:port`, in small letters; IPv6 in brackets.
    pub place: String,
    /// The place is on the list of internal targets: any address will do.
    pub internal: bool,
}

/// Why a URL is no target.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is no URL.
    #[error("must be a URL such as https://example.com/hook")]
    NotAUrl,
    /// It is too long.
    #[error("must have at most {LONGEST} characters")]
    TooLong,
    /// It has another scheme.
    #[error("must begin with https://; http:// only for internal targets")]
    Scheme,
    /// It carries a user or password.
    #[error("must not contain a user name or password")]
    UserInfo,
    /// It has a part after `#`.
    #[error("must not contain a fragment (#)")]
    Fragment,
    /// Its host is no name and no plain address.
    #[error("must name a host in letters, digits, dots and hyphens, or a plain IP address")]
    Host,
    /// Its port cannot be connected to.
    #[error("must have a port from 1 to 65535")]
    Port,
    /// It leads into this machine or network.
    #[error(
        "leads to {0}, which is not out in the world; an administrator can allow it as an internal target"
    )]
    Inside(String),
}

/// Checks a URL against the list of internal targets (`host:port`, as [`place`] writes them). What its name resolves
/// to is checked by [`is_public`] when it is connected to.
pub fn check(url: &str, internal: &[String]) -> Result<Target, Refused> {
    if url.chars().count() > LONGEST {
        return Err(Refused::TooLong);
    }
    // Before anything else reads it: a parser may drop what another one obeys.
    if url.chars().any(|c| c.is_control() || c.is_whitespace() || !c.is_ascii() || c == '\\') {
        return Err(Refused::NotAUrl);
    }
    if url.contains('#') {
        return Err(Refused::Fragment);
    }
    let uri: Uri = url.parse().map_err(|_| Refused::NotAUrl)?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(Refused::NotAUrl);
    };
    let usual = match scheme.to_ascii_lowercase().as_str() {
        "https" => 443,
        "http" => 80,
        _ => return Err(Refused::Scheme),
    };
    if authority.as_str().contains('@') {
        return Err(Refused::UserInfo);
    }
    let host = host(authority.host())?;
    let port = match authority.as_str().strip_prefix(authority.host()) {
        Some("") => usual,
        Some(rest) => port(rest.strip_prefix(':').ok_or(Refused::Port)?)?,
        None => return Err(Refused::NotAUrl),
    };
    let place = format!("{host}:{port}");
    let internal = internal.contains(&place);
    if !internal {
        if usual == 80 {
            return Err(Refused::Scheme);
        }
        let name = host.trim_end_matches('.');
        let literal: Option<IpAddr> = name.trim_matches(['[', ']']).parse().ok();
        let local = name == "localhost" || name.ends_with(".localhost");
        if local || literal.is_some_and(|ip| !is_public(ip)) {
            return Err(Refused::Inside(host));
        }
    }
    Ok(Target { url: url.to_owned(), place, internal })
}

/// Reads `host:port` of an internal target and returns it as it is compared.
pub fn place(text: &str) -> Result<String, Refused> {
    let text = text.trim();
    if text.len() > LONGEST {
        return Err(Refused::TooLong);
    }
    let (name, number) = text.rsplit_once(':').ok_or(Refused::Port)?;
    Ok(format!("{}:{}", host(name)?, port(number)?))
}

fn port(text: &str) -> Result<u16, Refused> {
    let digits = !text.is_empty() && text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit());
    let number = if digits { text.parse().ok() } else { None };
    number.filter(|port| *port > 0).ok_or(Refused::Port)
}

/// A host as it is compared: small letters, addresses in their usual spelling.
fn host(text: &str) -> Result<String, Refused> {
    if let Some(address) = text.strip_prefix('[') {
        let address: Ipv6Addr =
            address.strip_suffix(']').and_then(|a| a.parse().ok()).ok_or(Refused::Host)?;
        return Ok(format!("[{address}]"));
    }
    let host = text.to_ascii_lowercase();
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return Ok(address.to_string());
    }
    let name = host.strip_suffix('.').unwrap_or(&host);
    let is_label = |label: &str| {
        let letters =
            label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'));
        (1..=63).contains(&label.len()) && letters
    };
    // 0x7f.1, 2130706433 and 0177.0.0.1 are addresses to some resolvers: no name ends in a number.
    let last = name.rsplit('.').next().unwrap_or_default();
    let numeric = last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x");
    if name.len() > 253 || numeric || !name.split('.').all(is_label) {
        return Err(Refused::Host);
    }
    Ok(host)
}

/// Tells whether an address is out in the world: not this machine, not a private network, not reserved, and no form of
/// IPv6 that stands for such an IPv4 address.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let inside = match (a, b, c) {
        (0 | 10 | 127, ..) => true,                // this network, private, loopback
        (100, 64..=127, _) => true,                // shared by providers (RFC 6598)
        (169, 254, _) => true,                     // link-local, with the metadata of clouds
        (172, 16..=31, _) | (192, 168, _) => true, // private (RFC 1918)
        (192, 0, 0) | (192, 88, 99) => true,       // protocol assignments, 6to4 relays
        (192, 0, 2) | (198, 51, 100) | (203, 0, 113) => true, // documentation (RFC 5737)
        (198, 18 | 19, _) => true,                 // benchmarks
        (224.., ..) => true,                       // multicast, reserved, broadcast
        _ => false,
    };
    !inside
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match (a, b, c, d, e, f) {
        (0, 0, 0, 0, 0, 0 | 0xffff) => (g, h) != (0, 0) && (g, h) != (0, 1) && is_public_v4(v4(g, h)), // mapped, compatible
        (0, 0, 0, 0, 0xffff, 0) => is_public_v4(v4(g, h)), // translated (RFC 2765)
        (0x64, 0xff9b, 0, 0, 0, 0) => is_public_v4(v4(g, h)), // NAT64 (RFC 6052)
        (0x64, 0xff9b, ..) => false,                       // NAT64 of a network (RFC 8215)
        (0x2002, ..) => is_public_v4(v4(b, c)),            // 6to4
        (0x2001, 0x0000..=0x01ff, ..) => false,            // Teredo, benchmarks, ORCHID
        (0x2001, 0xdb8, ..) | (0x3fff, 0..=0xfff, ..) => false, // documentation
        (0x2000..=0x3fff, ..) => true,                     // all that is given out (RFC 4291)
        _ => false,                                        // unique local, link-local, multicast, reserved
    }
}

#[cfg(test)]
mod tests;
