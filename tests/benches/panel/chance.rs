//! Chance that is the same in every run.

/// A source of numbers (splitmix64).
pub struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: i64) -> i64 {
        (self.next() % end as u64) as i64
    }

    /// Whether something happens that does so in `percent` of all cases.
    pub fn happens(&mut self, percent: i64) -> bool {
        self.below(100) < percent
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Ranks of which the first is drawn twice as often as the second, three times as often as the third, …
pub struct Zipf(Vec<f64>);

impl Zipf {
    pub fn of(ranks: i64) -> Zipf {
        let mut sum = 0.0;
        let mut sums: Vec<f64> = (1..=ranks)
            .map(|rank| {
                sum += 1.0 / rank as f64;
                sum
            })
            .collect();
        sums.iter_mut().for_each(|s| *s /= sum);
        Zipf(sums)
    }

    /// A rank from 0.
    pub fn draw(&self, chance: &mut Chance) -> i64 {
        let at = chance.unit();
        self.0.partition_point(|sum| *sum < at).min(self.0.len() - 1) as i64
    }
}
