//! The sockets: the same port of 127.0.0.1 and ::1, both or none, so that nobody else is found under our name.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

/// How often a free port is looked for that is free on both addresses.
const ATTEMPTS: usize = 50;

/// Why the sockets cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Somebody else listens there.
    #[error("port {} of {} is in use by another program", at.port(), at.ip())]
    InUse {
        /// Where.
        at: SocketAddr,
    },
    /// The system refuses.
    #[error("cannot listen at {at}")]
    Refused {
        /// Where.
        at: SocketAddr,
        /// Why.
        source: io::Error,
    },
}

impl BindError {
    /// Returns the stable code of the fault.
    pub fn code(&self) -> &'static str {
        match self {
            BindError::InUse { .. } => "api.port-in-use",
            BindError::Refused { .. } => "api.port-refused",
        }
    }
}

/// Bound sockets.
#[derive(Debug)]
pub struct Listeners {
    v4: TcpListener,
    /// `None` on a machine without IPv6.
    v6: Option<TcpListener>,
    port: u16,
}

impl Listeners {
    /// Binds `port` of both addresses; 0 is any port that is free on both.
    pub fn bind(port: u16) -> Result<Listeners, BindError> {
        for _ in 0..ATTEMPTS {
            match bind_both(port) {
                Err(BindError::InUse { .. }) if port == 0 => {}
                outcome => return outcome,
            }
        }
        Err(BindError::InUse { at: SocketAddr::new(Ipv6Addr::LOCALHOST.into(), port) })
    }

    /// Returns the port.
    pub fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn into_sockets(self) -> impl Iterator<Item = TcpListener> {
        std::iter::once(self.v4).chain(self.v6)
    }
}

fn bind_both(port: u16) -> Result<Listeners, BindError> {
    let v4 = listen(Ipv4Addr::LOCALHOST.into(), port)?;
    let at = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port);
    let port = v4.local_addr().map_err(|source| BindError::Refused { at, source })?.port();
    let v6 = match listen(Ipv6Addr::LOCALHOST.into(), port) {
        Ok(socket) => Some(socket),
        Err(BindError::Refused { source, .. }) if is_without_ipv6(&source) => None,
        Err(e) => return Err(e),
    };
    Ok(Listeners { v4, v6, port })
}

fn listen(ip: IpAddr, port: u16) -> Result<TcpListener, BindError> {
    let at = SocketAddr::new(ip, port);
    let bound = TcpListener::bind(at).and_then(|socket| socket.set_nonblocking(true).map(|()| socket));
    bound.map_err(|source| match source.kind() {
        ErrorKind::AddrInUse => BindError::InUse { at },
        _ => BindError::Refused { at, source },
    })
}

/// The host has no ::1, or no IPv6 at all (EAFNOSUPPORT).
fn is_without_ipv6(e: &io::Error) -> bool {
    const LINUX: i32 = 97;
    const MACOS: i32 = 47;
    const WINDOWS: i32 = 10_047;
    e.kind() == ErrorKind::AddrNotAvailable || matches!(e.raw_os_error(), Some(LINUX | MACOS | WINDOWS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_port_is_free_on_both_addresses_and_then_taken() {
        let first = Listeners::bind(0).unwrap();
        let port = first.port();
        assert_ne!(port, 0);
        let refused = Listeners::bind(port).unwrap_err();
        assert_eq!(refused.code(), "api.port-in-use");
        drop(first);
        Listeners::bind(port).unwrap();
    }

    #[test]
    fn a_squatter_on_either_address_is_refused() {
        for ip in [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)] {
            let Ok(squatter) = TcpListener::bind((ip, 0)) else { continue };
            let at = squatter.local_addr().unwrap();
            let refused = Listeners::bind(at.port()).unwrap_err();
            assert_eq!(
                refused.to_string(),
                format!("port {} of {ip} is in use by another program", at.port())
            );
        }
    }
}
