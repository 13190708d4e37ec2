//! The socket through which a running agent takes commands: the data directory's only other door.
//!
//! Only the user who runs the agent may knock: the socket is readable by its owner alone, and the peer's user id
//! is checked as well.

use crate::datadir::control_socket;
use crate::error::{Error, Result};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// The largest frame that is read, in bytes.
const LARGEST_FRAME: usize = 64 << 20;

/// Sends one frame: four bytes of length (big-endian), then the bytes.
pub fn send(stream: &mut impl Write, frame: &[u8]) -> std::io::Result<()> {
    let length = u32::try_from(frame.len()).map_err(|_| std::io::Error::from(ErrorKind::FileTooLarge))?;
    stream.write_all(&length.to_be_bytes())?;
    stream.write_all(frame)?;
    stream.flush()
}

/// Receives one frame; `None` when the peer has closed.
pub fn receive(stream: &mut impl Read) -> std::io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match stream.read_exact(&mut length) {
        Ok(()) => {}
        Err(e) if e.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        Err(e) => return Err(e),
    }
    let length = u32::from_be_bytes(length) as usize;
    if length > LARGEST_FRAME {
        return Err(ErrorKind::FileTooLarge.into());
    }
    let mut frame = Vec::new();
    stream.take(length as u64).read_to_end(&mut frame)?;
    if frame.len() < length { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(Some(frame)) }
}

#[cfg(unix)]
pub use unix::{Door, knock};

#[cfg(unix)]
mod unix {
    use super::{Error, Path, PathBuf, Result, control_socket};
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::{UnixListener, UnixStream};

    /// The listening end; the socket goes when this is dropped.
    #[derive(Debug)]
    pub struct Door {
        listener: UnixListener,
        place: PathBuf,
    }

    impl Door {
        /// Opens the door of a data directory whose lock this process holds.
        pub fn open(directory: &Path) -> Result<Door> {
            let place = control_socket(directory);
            // The lock proves that nobody listens here any more.
            drop(std::fs::remove_file(&place));
            let listener = UnixListener::bind(&place).map_err(Error::file("listen at", &place))?;
            std::fs::set_permissions(&place, std::fs::Permissions::from_mode(0o600))
                .map_err(Error::file("protect", &place))?;
            Ok(Door { listener, place })
        }

        /// Waits for the next command of the same user; anybody else is turned away.
        pub fn accept(&self) -> Result<UnixStream> {
            loop {
                let (stream, _) = self.listener.accept().map_err(Error::file("listen at", &self.place))?;
                if peer_is_me(&stream) {
                    return Ok(stream);
                }
                tracing::warn!("another user knocked at the control socket");
            }
        }
    }

    impl Drop for Door {
        fn drop(&mut self) {
            drop(std::fs::remove_file(&self.place));
        }
    }

    /// Connects to the agent that runs on this data directory; `None` when none does.
    pub fn knock(directory: &Path) -> Result<Option<UnixStream>> {
        let place = control_socket(directory);
        match UnixStream::connect(&place) {
            Ok(stream) => Ok(Some(stream)),
            Err(e)
                if matches!(
                    e.kind(),
                    std::io::ErrorKind::NotFound | std::io::ErrorKind::ConnectionRefused
                ) =>
            {
                Ok(None)
            }
            Err(e) => Err(Error::file("connect to", place)(e)),
        }
    }

    #[cfg(target_os = "linux")]
    fn peer_is_me(stream: &UnixStream) -> bool {
        let me = rustix::process::geteuid();
        rustix::net::sockopt::socket_peercred(stream).is_ok_and(|peer| peer.uid == me)
    }

    #[cfg(not(target_os = "linux"))]
    fn peer_is_me(_stream: &UnixStream) -> bool {
        true // the socket's permissions alone
    }

    #[cfg(test)]
    mod tests {
        use super::super::{receive, send};
        use super::*;

        #[test]
        fn a_command_goes_in_and_its_answer_comes_out() {
            let place = tempfile::tempdir().unwrap();
            let door = Door::open(place.path()).unwrap();
            let agent = std::thread::spawn(move || {
                let mut stream = door.accept().unwrap();
                let question = receive(&mut stream).unwrap().unwrap();
                send(&mut stream, &[&b"re: "[..], &question[..]].concat()).unwrap();
            });
            let mut stream = knock(place.path()).unwrap().unwrap();
            send(&mut stream, b"who?").unwrap();
            assert_eq!(receive(&mut stream).unwrap().unwrap(), b"re: who?");
            assert_eq!(receive(&mut stream).unwrap(), None);
            agent.join().unwrap();
            assert!(knock(place.path()).unwrap().is_none());
        }

        #[test]
        fn a_socket_left_by_a_killed_agent_is_nobody() {
            let place = tempfile::tempdir().unwrap();
            drop(UnixListener::bind(control_socket(place.path())).unwrap());
            assert!(knock(place.path()).unwrap().is_none());
            Door::open(place.path()).unwrap();
        }
    }
}
