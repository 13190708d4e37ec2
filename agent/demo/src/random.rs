//! Reproducible random numbers: the same seed gives the same numbers on every machine and in every version.
//!
//! Integers and correctly rounded square roots only: logarithms and powers differ between C libraries.

/// A stream of random numbers (xoshiro256**, seeded by splitmix64).
#[derive(Debug, Clone)]
pub(crate) struct Random {
    state: [u64; 4],
}

impl Random {
    /// The stream of this seed for this purpose.
    pub fn new(purpose: &str, seed: u64) -> Self {
        let mut mixed = purpose.bytes().fold(0xcbf2_9ce4_8422_2325_u64 ^ seed, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        let state = std::array::from_fn(|_| {
            mixed = mixed.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut word = mixed;
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            word ^ (word >> 31)
        });
        Self { state }
    }

    pub fn next(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let (c, d) = (c ^ a, d ^ b);
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// A number below `limit` (0 when `limit` is 0).
    pub fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.next()) * limit as u128;
        (wide >> 64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// A number from 0 (included) to 1 (excluded).
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of the items; the slice must not be empty.
    pub fn pick<'a, T: ?Sized>(&mut self, items: &'a [&'a T]) -> &'a T {
        items[self.below(items.len())]
    }

    /// One of the items; the slice must not be empty.
    pub fn one<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// The position of one of these weights, heavier ones more often.
    pub fn weighted(&mut self, weights: impl Iterator<Item = usize> + Clone) -> usize {
        let mut left = self.below(weights.clone().sum());
        for (position, weight) in weights.enumerate() {
            if left < weight {
                return position;
            }
            left -= weight;
        }
        0
    }

    /// `count` different items (all of them if there are not more), in random order.
    pub fn sample<'a, T>(&mut self, items: &'a [T], count: usize) -> Vec<&'a T> {
        let mut order: Vec<usize> = (0..items.len()).collect();
        let count = count.min(items.len());
        for position in 0..count {
            let other = position + self.below(items.len() - position);
            order.swap(position, other);
        }
        order[..count].iter().map(|&index| &items[index]).collect()
    }

    /// A duration around `mean`, short ones often and long ones seldom (nearly exponential).
    pub fn around(&mut self, mean: usize) -> usize {
        let halvings = self.next().leading_zeros() as usize;
        halvings * mean * 2 / 3 + self.below(mean * 2 / 3 + 1)
    }

    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count + 8);
        while bytes.len() < count {
            bytes.extend_from_slice(&self.next().to_le_bytes());
        }
        bytes.truncate(count);
        bytes
    }

    /// The pattern with each `#` replaced by a digit.
    pub fn digits(&mut self, pattern: &str) -> String {
        pattern
            .chars()
            .map(|sign| if sign == '#' { char::from(b'0' + self.below(10) as u8) } else { sign })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_stream_of_a_seed_never_changes() {
        let mut random = Random::new("mailbox", 1);
        let first: Vec<usize> = (0..6).map(|_| random.below(1000)).collect();
        assert_eq!(first, [925, 822, 54, 306, 202, 268]);
        assert_ne!(Random::new("mailbox", 2).next(), Random::new("mailbox", 1).next());
        assert_ne!(Random::new("company", 1).next(), Random::new("mailbox", 1).next());
    }

    #[test]
    fn durations_have_the_wanted_mean() {
        let mut random = Random::new("durations", 1);
        let total: usize = (0..100_000).map(|_| random.around(900)).sum();
        assert!((850..950).contains(&(total / 100_000)), "{}", total / 100_000);
    }
}
