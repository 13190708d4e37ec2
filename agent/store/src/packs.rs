//! Whole mails, many to a file: a batch is appended and synced once.
//!
//! Bytes are on disk before any row speaks of them. What no row speaks of (a crash between the two, mail of nobody)
//! is erased: its range becomes a hole, or zeros where the file system has no holes. A range is never used again.

use crate::blobs::sha256_hex;
use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::{IoSlice, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A pack that has grown to this size is followed by a new one.
const FULL: u64 = 256 << 20;

/// A folder of packs. Cloning it is cheap; one process alone works on it.
#[derive(Clone, Debug)]
pub struct Packs {
    root: PathBuf,
    newest: Arc<Mutex<Option<Newest>>>,
}

/// The pack that is appended to.
#[derive(Debug)]
struct Newest {
    number: i64,
    file: Arc<File>,
    end: u64,
}

/// Where a mail is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The pack's number.
    pub pack: i64,
    /// Where the mail begins, in bytes.
    pub at: u64,
    /// How long it is, in bytes.
    pub length: u64,
}

impl Packs {
    /// Uses the folder `root`; it is created with its first pack.
    pub fn new(root: impl Into<PathBuf>) -> Packs {
        Packs { root: root.into(), newest: Arc::default() }
    }

    /// Appends contents, in order; on return all of them survive a power cut.
    pub fn append(&self, contents: &[&[u8]]) -> Result<Vec<Place>> {
        if contents.is_empty() {
            return Ok(Vec::new());
        }
        let (file, number, places) = self.write(contents)?;
        file.sync_data().map_err(|e| {
            // What has reached the disk is not known any more: go on from what the system says.
            self.lock().take();
            Error::file("sync", self.path(number))(e)
        })?;
        if let (Some(first), Some(last)) = (places.first(), places.last()) {
            uncache(&file, &(first.at..last.at + last.length));
        }
        Ok(places)
    }

    /// Writes under the lock, so that no range is given twice; the sync waits outside.
    fn write(&self, contents: &[&[u8]]) -> Result<(Arc<File>, i64, Vec<Place>)> {
        let mut newest = self.lock();
        if newest.as_ref().is_none_or(|pack| pack.end >= FULL) {
            *newest = None;
            *newest = Some(self.open_newest()?);
        }
        let Some(pack) = newest.as_mut() else { return Err(Error::Closed) };
        if let Err(e) = write_all(&pack.file, contents) {
            let path = self.path(pack.number);
            // On a full disk the beginning of a batch is only in the way.
            drop(pack.file.set_len(pack.end));
            *newest = None;
            return Err(Error::file("write", path)(e));
        }
        let mut places = Vec::with_capacity(contents.len());
        for content in contents {
            let length = content.len() as u64;
            places.push(Place { pack: pack.number, at: pack.end, length });
            pack.end += length;
        }
        Ok((Arc::clone(&pack.file), pack.number, places))
    }

    /// Reads a mail, checking that it still is what its hash (as [`sha256_hex`] gives it) says.
    pub fn read(&self, place: Place, sha256: &str) -> Result<Vec<u8>> {
        let path = self.path(place.pack);
        let mut file = File::open(&path).map_err(Error::file("read", &path))?;
        let mut content = Vec::new();
        file.seek(SeekFrom::Start(place.at))
            .and_then(|_| file.take(place.length).read_to_end(&mut content))
            .map_err(Error::file("read", &path))?;
        if content.len() as u64 == place.length && sha256_hex(&content) == sha256 {
            Ok(content)
        } else {
            Err(Error::Damaged(format!("a mail in {} at {}", path.display(), place.at)))
        }
    }

    /// Erases mails (each with its hash) so that nothing of them stays; what is gone or overwritten already is fine.
    pub fn erase(&self, mails: &[(Place, &str)]) -> Result<()> {
        for (place, sha256) in mails {
            // A restored database may name what has become another mail's place.
            if self.read(*place, sha256).is_ok() {
                self.erase_range(place.pack, place.at..place.at + place.length)?;
            }
        }
        Ok(())
    }

    /// Erases what lies between `used` places of a pack, as a crash leaves it; returns how many ranges there were.
    ///
    /// Nothing may be on its way into the pack meanwhile.
    pub fn sweep(&self, pack: i64, used: &mut [Place]) -> Result<usize> {
        let path = self.path(pack);
        let length = fs::metadata(&path).map_err(Error::file("read", &path))?.len();
        used.sort_unstable();
        let (mut swept, mut from) = (0, 0);
        let ends = used.iter().map(|place| (place.at, place.at + place.length)).chain([(length, length)]);
        for (at, end) in ends {
            if at > from && from < length && !is_blank(&path, from..at.min(length))? {
                self.erase_range(pack, from..at.min(length))?;
                swept += 1;
            }
            from = from.max(end);
        }
        Ok(swept)
    }

    /// Returns the number of the newest pack; 0 before the first.
    pub fn newest(&self) -> Result<i64> {
        let entries = match fs::read_dir(&self.root) {
            Ok(entries) => entries,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(0),
            Err(e) => return Err(Error::file("list", &self.root)(e)),
        };
        let number = |name: &str| name.strip_suffix(".pack")?.parse::<i64>().ok();
        let numbers = entries.flatten().filter_map(|entry| number(&entry.file_name().to_string_lossy()));
        Ok(numbers.max().unwrap_or(0))
    }

    fn open_newest(&self) -> Result<Newest> {
        fs::create_dir_all(&self.root).map_err(Error::file("create", &self.root))?;
        let number = self.newest()?.max(1);
        let found = self.open(number)?;
        if found.end < FULL { Ok(found) } else { self.open(number + 1) }
    }

    fn open(&self, number: i64) -> Result<Newest> {
        let path = self.path(number);
        let is_new = !path.exists();
        let open = File::options().append(true).create(true).open(&path);
        let file = open.map_err(Error::file("open", &path))?;
        let end = file.metadata().map_err(Error::file("open", &path))?.len();
        // Windows cannot open a folder as a file, and needs no sync of it.
        if is_new && cfg!(unix) {
            let folder = File::open(&self.root).and_then(|folder| folder.sync_all());
            folder.map_err(Error::file("sync", &self.root))?;
        }
        Ok(Newest { number, file: Arc::new(file), end })
    }

    fn erase_range(&self, pack: i64, range: Range<u64>) -> Result<()> {
        let path = self.path(pack);
        let open = File::options().write(true).open(&path);
        let mut file = open.map_err(Error::file("open", &path))?;
        let erased = if punch(&file, &range) { Ok(()) } else { fill(&mut file, &range) };
        erased.and_then(|()| file.sync_data()).map_err(Error::file("erase a mail in", path))
    }

    fn path(&self, number: i64) -> PathBuf {
        self.root.join(format!("{number:06}.pack"))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Newest>> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes contents one after the other in as few calls as the system takes.
fn write_all(mut file: &File, contents: &[&[u8]]) -> std::io::Result<()> {
    /// What Linux takes at once.
    const MOST: usize = 1_024;
    for part in contents.chunks(MOST) {
        let mut slices: Vec<IoSlice> = part.iter().map(|content| IoSlice::new(content)).collect();
        let mut rest = slices.as_mut_slice();
        // Leaves out what is empty.
        IoSlice::advance_slices(&mut rest, 0);
        while !rest.is_empty() {
            match file.write_vectored(rest) {
                Ok(0) => return Err(std::io::ErrorKind::WriteZero.into()),
                Ok(written) => IoSlice::advance_slices(&mut rest, written),
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }
    Ok(())
}

/// Lets the system forget a range it has written: whole mails are seldom read again, and a first sync would otherwise
/// push everything else out of memory. The next batch then goes through the same pages, which are warm.
#[cfg(target_os = "linux")]
fn uncache(file: &File, range: &Range<u64>) {
    use rustix::fs::Advice;
    // Pages that the range only touches stay: the next batch goes on in the last one.
    let length = std::num::NonZeroU64::new(range.end - range.start);
    let _only_advice = rustix::fs::fadvise(file, range.start, length, Advice::DontNeed);
}

#[cfg(not(target_os = "linux"))]
fn uncache(_file: &File, _range: &Range<u64>) {}

/// Gives a range back to the file system; `false` where that cannot be done.
#[cfg(target_os = "linux")]
fn punch(file: &File, range: &Range<u64>) -> bool {
    use rustix::fs::FallocateFlags;
    let how = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
    rustix::fs::fallocate(file, how, range.start, range.end - range.start).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn punch(_file: &File, _range: &Range<u64>) -> bool {
    false
}

fn fill(file: &mut File, range: &Range<u64>) -> std::io::Result<()> {
    file.seek(SeekFrom::Start(range.start))?;
    std::io::copy(&mut std::io::repeat(0).take(range.end - range.start), file).map(drop)
}

/// Tells whether a range holds nothing but zeros.
fn is_blank(path: &Path, range: Range<u64>) -> Result<bool> {
    let blank = || -> std::io::Result<bool> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(range.start))?;
        let mut left = file.take(range.end - range.start);
        let mut piece = vec![0; 64 << 10];
        loop {
            let read = left.read(&mut piece)?;
            if read == 0 || piece[..read].iter().any(|byte| *byte != 0) {
                return Ok(read == 0);
            }
        }
    };
    blank().map_err(Error::file("read", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packs() -> (tempfile::TempDir, Packs) {
        let place = tempfile::tempdir().unwrap();
        let packs = Packs::new(place.path().join("packs"));
        (place, packs)
    }

    #[test]
    fn mails_come_back_as_they_went_in_after_a_restart_too() {
        let (place, packs) = packs();
        let first = packs.append(&[b"one", b"", b"three"]).unwrap();
        let again = Packs::new(place.path().join("packs"));
        let second = again.append(&[b"four"]).unwrap();
        assert_eq!(second, [Place { pack: 1, at: 8, length: 4 }]);
        for (place, content) in first.iter().chain(&second).zip([&b"one"[..], b"", b"three", b"four"]) {
            assert_eq!(packs.read(*place, &sha256_hex(content)).unwrap(), content);
        }
    }

    #[test]
    fn a_full_pack_is_followed_by_a_new_one() {
        let (place, packs) = packs();
        packs.append(&[b"one"]).unwrap();
        let pack = File::options().write(true).open(place.path().join("packs/000001.pack")).unwrap();
        pack.set_len(FULL).unwrap();
        let again = Packs::new(place.path().join("packs"));
        assert_eq!(again.append(&[b"two"]).unwrap(), [Place { pack: 2, at: 0, length: 3 }]);
    }

    #[test]
    fn damage_is_named_and_another_mails_place_is_never_erased() {
        let (place, packs) = packs();
        let at = packs.append(&[b"one", b"two"]).unwrap();
        fs::write(place.path().join("packs/000001.pack"), b"0netwo").unwrap();
        assert_eq!(packs.read(at[0], &sha256_hex(b"one")).unwrap_err().code(), "store.damaged");
        packs.erase(&[(at[1], &sha256_hex(b"one"))]).unwrap();
        assert_eq!(packs.read(at[1], &sha256_hex(b"two")).unwrap(), b"two");
    }

    #[test]
    fn of_what_is_erased_nothing_stays() {
        let (place, packs) = packs();
        let long = vec![b'x'; 20_000];
        let at = packs.append(&[b"one", &long, b"two"]).unwrap();
        packs.erase(&[(at[1], &sha256_hex(&long))]).unwrap();
        packs.erase(&[(at[1], &sha256_hex(&long))]).unwrap();
        let bytes = fs::read(place.path().join("packs/000001.pack")).unwrap();
        assert!(!bytes.contains(&b'x'));
        assert_eq!(packs.read(at[2], &sha256_hex(b"two")).unwrap(), b"two");
        let mut file = File::options().write(true).open(place.path().join("packs/000001.pack")).unwrap();
        fill(&mut file, &(0..3)).unwrap();
        assert!(packs.read(at[0], &sha256_hex(b"one")).is_err());
    }

    #[test]
    fn what_a_crash_left_behind_is_swept_and_the_rest_spared() {
        let (_place, packs) = packs();
        let at = packs.append(&[b"lost", b"kept", b"lost too", b"kept too", b"the end"]).unwrap();
        assert_eq!(packs.sweep(1, &mut [at[3], at[1]]).unwrap(), 3);
        assert_eq!(packs.sweep(1, &mut [at[3], at[1]]).unwrap(), 0);
        assert_eq!(packs.read(at[1], &sha256_hex(b"kept")).unwrap(), b"kept");
        assert_eq!(packs.read(at[3], &sha256_hex(b"kept too")).unwrap(), b"kept too");
        assert!(packs.read(at[4], &sha256_hex(b"the end")).is_err());
        assert_eq!(packs.newest().unwrap(), 1);
    }
}
