//! Who listens on a port of this machine, as far as the system tells.

use std::net::SocketAddr;

/// Names the program that listens at `at`, such as `python3 (process 4711)`, or the user it belongs to.
#[cfg(target_os = "linux")]
pub fn of(at: SocketAddr) -> Option<String> {
    let (user, inode) = linux::listener(at)?;
    match linux::process(inode) {
        Some((process, name)) => Some(format!("{name} (process {process})")),
        None => Some(format!("a program of another user (id {user})")),
    }
}

/// Elsewhere the system's own tools tell.
#[cfg(not(target_os = "linux"))]
pub fn of(_at: SocketAddr) -> Option<String> {
    None
}

#[cfg(target_os = "linux")]
mod linux {
    use std::net::{IpAddr, SocketAddr};
    use std::path::Path;

    /// `LISTEN` in the tables of the kernel.
    const LISTENING: &str = "0A";

    /// Finds the user and the socket that listen at `at` (proc_net_tcp(5)).
    pub fn listener(at: SocketAddr) -> Option<(u32, u64)> {
        let (table, wanted) = match at.ip() {
            IpAddr::V4(ip) => ("/proc/net/tcp", vec![ip.octets().to_vec(), vec![0; 4]]),
            IpAddr::V6(ip) => ("/proc/net/tcp6", vec![ip.octets().to_vec(), vec![0; 16]]),
        };
        let wanted: Vec<String> =
            wanted.iter().map(|ip| format!("{}:{:04X}", in_words(ip), at.port())).collect();
        let table = std::fs::read_to_string(table).ok()?;
        table.lines().skip(1).find_map(|line| {
            let columns: Vec<&str> = line.split_whitespace().collect();
            let [_, local, _, state, _, _, _, user, _, inode, ..] = columns.as_slice() else { return None };
            let listens = *state == LISTENING && wanted.iter().any(|wanted| wanted == local);
            listens.then(|| Some((user.parse().ok()?, inode.parse().ok()?))).flatten()
        })
    }

    /// Writes an address as the kernel does: words of four bytes, each in the order of this machine.
    fn in_words(ip: &[u8]) -> String {
        let words = ip.chunks_exact(4).map(|word| u32::from_ne_bytes([word[0], word[1], word[2], word[3]]));
        words.map(|word| format!("{word:08X}")).collect()
    }

    /// Finds the process that has a socket open; only one's own can be looked into.
    pub fn process(inode: u64) -> Option<(u32, String)> {
        let wanted = format!("socket:[{inode}]");
        std::fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
            let process: u32 = entry.file_name().to_str()?.parse().ok()?;
            let open = std::fs::read_dir(entry.path().join("fd")).ok()?;
            let mut targets = open.flatten().filter_map(|file| std::fs::read_link(file.path()).ok());
            targets
                .any(|target| target.as_os_str() == wanted.as_str())
                .then(|| (process, name(&entry.path())))
        })
    }

    fn name(process: &Path) -> String {
        let name = std::fs::read_to_string(process.join("comm")).unwrap_or_default();
        let name: String = name.trim().chars().filter(|c| !c.is_control()).collect();
        if name.is_empty() { "a program".into() } else { name }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};

    #[test]
    fn who_listens_is_named() {
        for ip in [std::net::IpAddr::from(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()] {
            let Ok(socket) = TcpListener::bind((ip, 0)) else { continue };
            let at = socket.local_addr().unwrap();
            let holder = of(at).unwrap();
            assert!(holder.contains(&format!("process {}", std::process::id())), "{holder}");
            drop(socket);
            assert_eq!(of(at), None);
        }
    }
}
