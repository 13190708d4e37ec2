//! UIDs of one folder, and sets of them written as an IMAP sequence set.

use std::fmt::{self, Write};

/// The server's number of a mail in one folder (RFC 3501 §2.3.1.1): 1 or more, growing, never reused while
/// the folder's UIDVALIDITY stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(pub u32);

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A set of UIDs, kept as ascending ranges; made from any iterator of [`Uid`] (0 is left out).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UidSet {
    ranges: Vec<(u32, u32)>,
}

impl UidSet {
    /// Tells whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Returns how many UIDs are in it.
    pub fn len(&self) -> u64 {
        self.ranges.iter().map(|(from, to)| u64::from(to - from) + 1).sum()
    }

    /// Tells whether a UID is in it.
    pub fn contains(&self, uid: Uid) -> bool {
        let after = self.ranges.partition_point(|(from, _)| *from <= uid.0);
        after > 0 && uid.0 <= self.ranges[after - 1].1
    }

    /// Returns its UIDs, ascending.
    pub fn iter(&self) -> impl Iterator<Item = Uid> + '_ {
        self.ranges.iter().flat_map(|(from, to)| (*from..=*to).map(Uid))
    }

    /// Splits it, in ascending order, into sets of at most `count` UIDs that render within `bytes` bytes
    /// (but hold at least one UID each).
    pub fn split(&self, count: u32, bytes: usize) -> Vec<UidSet> {
        let mut parts = Vec::new();
        let (mut part, mut held, mut written) = (Vec::new(), 0u32, 0usize);
        for &(mut from, to) in &self.ranges {
            loop {
                let room = count.max(1) - held;
                let end = to.min(from.saturating_add(room - 1));
                let cost = rendered((from, end)) + 1;
                if !part.is_empty() && (room == 0 || written + cost > bytes) {
                    parts.push(UidSet { ranges: std::mem::take(&mut part) });
                    (held, written) = (0, 0);
                    continue;
                }
                part.push((from, end));
                held += end - from + 1;
                written += cost;
                if held >= count.max(1) {
                    parts.push(UidSet { ranges: std::mem::take(&mut part) });
                    (held, written) = (0, 0);
                }
                if end == to {
                    break;
                }
                from = end + 1;
            }
        }
        if !part.is_empty() {
            parts.push(UidSet { ranges: part });
        }
        parts
    }

    /// Makes the set of all UIDs there can be; for membership and as an argument, not to be enumerated.
    pub(super) fn everything() -> UidSet {
        UidSet { ranges: vec![(1, u32::MAX)] }
    }

    /// Makes a set of ranges that may overlap, touch or run backwards; nothing in a range is enumerated.
    pub(super) fn from_ranges(mut ranges: Vec<(u32, u32)>) -> UidSet {
        for range in &mut ranges {
            *range = (range.0.min(range.1).max(1), range.0.max(range.1));
        }
        ranges.retain(|(from, to)| from <= to);
        ranges.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (from, to) in ranges {
            match joined.last_mut() {
                Some(last) if from <= last.1.saturating_add(1) => last.1 = last.1.max(to),
                _ => joined.push((from, to)),
            }
        }
        UidSet { ranges: joined }
    }

    /// Reads `1:4,7`; what is no number is left out.
    pub(super) fn parse(text: &[u8]) -> UidSet {
        let number = |text: &[u8]| std::str::from_utf8(text).ok()?.parse::<u32>().ok();
        let ranges = text.split(|b| *b == b',').filter_map(|part| {
            let mut ends = part.splitn(2, |b| *b == b':');
            let from = number(ends.next()?)?;
            Some((from, ends.next().map_or(Some(from), number)?))
        });
        UidSet::from_ranges(ranges.collect())
    }

    /// Adds all of another set.
    pub(super) fn extend(&mut self, other: UidSet) {
        let mut ranges = std::mem::take(&mut self.ranges);
        ranges.extend(other.ranges);
        *self = UidSet::from_ranges(ranges);
    }
}

impl FromIterator<Uid> for UidSet {
    fn from_iter<I: IntoIterator<Item = Uid>>(uids: I) -> UidSet {
        UidSet::from_ranges(uids.into_iter().filter(|uid| uid.0 > 0).map(|uid| (uid.0, uid.0)).collect())
    }
}

/// Written as a sequence set: `1:4,7`.
impl fmt::Display for UidSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (from, to)) in self.ranges.iter().enumerate() {
            if i > 0 {
                f.write_char(',')?;
            }
            if from == to { write!(f, "{from}")? } else { write!(f, "{from}:{to}")? }
        }
        Ok(())
    }
}

fn rendered((from, to): (u32, u32)) -> usize {
    let digits = |n: u32| n.max(1).ilog10() as usize + 1;
    if from == to { digits(from) } else { digits(from) + 1 + digits(to) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(uids: &[u32]) -> UidSet {
        uids.iter().copied().map(Uid).collect()
    }

    #[test]
    fn neighbours_are_written_as_a_range() {
        for (uids, text) in [
            (&[][..], ""),
            (&[7], "7"),
            (&[3, 1, 2, 2, 0], "1:3"),
            (&[9, 1, 2, 3, 7, 10], "1:3,7,9:10"),
            (&[u32::MAX, u32::MAX - 1], "4294967294:4294967295"),
        ] {
            assert_eq!(set(uids).to_string(), text);
            assert_eq!(UidSet::parse(text.as_bytes()), set(uids));
        }
        assert_eq!(UidSet::parse(b"5:2,x,3:,9:y,,8").to_string(), "2:5,8");
    }

    #[test]
    fn a_uid_is_found_in_its_range_only() {
        let set = set(&[2, 3, 4, 9]);
        let found: Vec<u32> = (0..12).filter(|uid| set.contains(Uid(*uid))).collect();
        assert_eq!(found, [2, 3, 4, 9]);
        assert_eq!(set.iter().map(|uid| uid.0).collect::<Vec<_>>(), found);
        assert_eq!(set.len(), 4);
    }

    #[test]
    fn a_split_loses_nothing_and_keeps_both_limits() {
        let odd: UidSet = (0..5_000).map(|n| Uid(n * 2 + 1)).chain((20_000..30_000).map(Uid)).collect();
        for (count, bytes) in [(1, 4000), (7, 50), (500, 4000), (100_000, 300), (3, 1)] {
            let parts = odd.split(count, bytes);
            assert!(parts.iter().all(|p| p.len() <= u64::from(count) && !p.is_empty()));
            assert!(parts.iter().all(|p| p.to_string().len() <= bytes || p.ranges.len() == 1));
            assert!(parts.iter().flat_map(UidSet::iter).eq(odd.iter()));
        }
        assert!(UidSet::default().split(5, 100).is_empty());
    }
}
