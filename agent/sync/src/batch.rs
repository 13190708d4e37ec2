//! What is fetched and handed over at once.

use crmweb_store::index::wanted::Wanted;
use std::collections::HashSet;

/// Mails fetched and handed over at once.
const MOST_MAILS: usize = 200;
/// Bytes fetched at once, by the sizes the server claims; a larger mail goes alone.
const MOST_BYTES: u64 = 4 << 20;

/// Cuts what is wanted into batches, keeping the order: each mail once, and those that failed before in small
/// company.
pub(crate) fn batches(wanted: Vec<Wanted>, cap: u64) -> Vec<Vec<Wanted>> {
    let mut batches: Vec<Vec<Wanted>> = Vec::new();
    let mut seen = HashSet::new();
    let (mut bytes, mut tries) = (0, 0);
    for one in wanted {
        // The other copies are settled together with this one.
        if one.identity.as_ref().is_some_and(|identity| !seen.insert(identity.clone())) {
            continue;
        }
        let size = one.size.min(cap);
        let most = (MOST_MAILS >> (2 * one.tries.min(8))).max(1);
        match batches.last_mut() {
            Some(batch) if batch.len() < most && tries == one.tries && bytes + size <= MOST_BYTES => {
                bytes += size;
                batch.push(one);
            }
            _ => {
                (bytes, tries) = (size, one.tries);
                batches.push(vec![one]);
            }
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crmweb_model::time::Millis;
    use crmweb_store::index::EntryId;

    fn wanted(uid: u32, size: u64, tries: u32, identity: Option<&str>) -> Wanted {
        let identity = identity.map(Into::into);
        Wanted { id: EntryId(uid.into()), uid, identity, size, received_at: Millis(0), tries, basis: None }
    }

    fn uids(batches: &[Vec<Wanted>]) -> Vec<Vec<u32>> {
        batches.iter().map(|batch| batch.iter().map(|wanted| wanted.uid).collect()).collect()
    }

    #[test]
    fn a_batch_is_bounded_by_bytes_and_by_what_failed_before() {
        let mega = 1 << 20;
        let list = vec![
            wanted(1, mega, 0, None),
            wanted(2, 2 * mega, 0, Some("a")),
            wanted(3, 2 * mega, 0, Some("b")),
            wanted(4, 1, 0, Some("a")),
            wanted(5, 90 * mega, 0, None),
            wanted(6, 1, 4, None),
            wanted(7, 1, 4, None),
            wanted(8, 1, 0, None),
        ];
        assert_eq!(
            uids(&batches(list, 25 * mega)),
            [vec![1, 2], vec![3], vec![5], vec![6], vec![7], vec![8]]
        );
        let many: Vec<Wanted> = (1..=450).map(|uid| wanted(uid, 10, 0, None)).collect();
        assert_eq!(batches(many, mega).iter().map(Vec::len).collect::<Vec<_>>(), [200, 200, 50]);
    }
}
