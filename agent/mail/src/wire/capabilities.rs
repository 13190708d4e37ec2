//! What the server says it can do.

/// The server's capabilities, in capitals (`IMAP4REV1`, `IDLE`, `AUTH=PLAIN`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities(Vec<String>);

impl Capabilities {
    /// Takes names, in capitals.
    pub fn new(names: impl IntoIterator<Item = impl Into<String>>) -> Capabilities {
        let mut names: Vec<String> = names.into_iter().map(Into::into).collect();
        names.sort();
        names.dedup();
        Capabilities(names)
    }

    /// Tells whether a capability is there; `name` in capitals.
    pub fn has(&self, name: &str) -> bool {
        self.0.binary_search_by(|known| known.as_str().cmp(name)).is_ok()
    }

    /// Tells whether the server reports changes by itself (RFC 2177).
    pub fn idle(&self) -> bool {
        self.has("IDLE")
    }

    /// Tells whether the server counts modifications (RFC 7162); QRESYNC includes it.
    pub fn condstore(&self) -> bool {
        self.has("CONDSTORE") || self.has("QRESYNC")
    }

    /// Returns the names, sorted.
    pub fn names(&self) -> &[String] {
        &self.0
    }
}
