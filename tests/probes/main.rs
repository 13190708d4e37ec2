//! Probes of the API from outside: what a web page, another program or another user of this machine could try, byte by
//! byte, against the real program. The numbers are those of the list in `docs/design/006-api-and-gate.md`.
//!
//! The list was made for a port with TLS. On this one, which is plain HTTP, the own origin is `http://localhost:PORT`
//! (probe 11), and HTTP/2 is not spoken at all (probe 7).

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod agent;
mod credentials;
mod hosts;
mod limits;
mod origins;
mod pages;
mod pairing;
mod ports;
mod shapes;
mod sign_in;
mod smuggling;
mod streams;
mod wire;
