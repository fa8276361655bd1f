//! A set of small numbers: a bit for each, and a bit for each word of 64 that is not empty, twice over.

/// Finding the next number costs three words up to 262,144 numbers, and one more for each 262,144 after.
#[derive(Debug, Default, Clone)]
pub(super) struct Bits {
    levels: [Vec<u64>; 3],
}

impl Bits {
    /// False when it was there.
    pub(super) fn insert(&mut self, number: u32) -> bool {
        let is_new = !self.contains(number);
        let mut at = number as usize;
        for level in &mut self.levels {
            let word = at / 64;
            if level.len() <= word {
                level.resize(word + 1, 0);
            }
            level[word] |= 1 << (at % 64);
            at = word;
        }
        is_new
    }

    fn contains(&self, number: u32) -> bool {
        let word = self.levels[0].get(number as usize / 64).copied().unwrap_or(0);
        word >> (number % 64) & 1 == 1
    }

    /// False when it was not there.
    pub(super) fn remove(&mut self, number: u32) -> bool {
        if !self.contains(number) {
            return false;
        }
        let mut at = number as usize;
        for level in &mut self.levels {
            let Some(word) = level.get_mut(at / 64) else { break };
            *word &= !(1 << (at % 64));
            if *word != 0 {
                break;
            }
            at /= 64;
        }
        true
    }

    /// The smallest number in the set that is not below `from`.
    pub(super) fn next(&self, from: u32) -> Option<u32> {
        let mut at = from as usize;
        for (height, level) in self.levels.iter().enumerate() {
            let word = level.get(at / 64).copied().unwrap_or(0) & (!0 << (at % 64));
            if word != 0 {
                return Some(self.descend(height, at / 64 * 64 + word.trailing_zeros() as usize));
            }
            at = at / 64 + 1;
        }
        let top = &self.levels[2];
        let word = (at..top.len()).find(|word| top[*word] != 0)?;
        Some(self.descend(2, word * 64 + top[word].trailing_zeros() as usize))
    }

    /// Every number, the smallest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        let next = |number: &u32| self.next(number + 1);
        std::iter::successors(self.next(0), next)
    }

    fn descend(&self, height: usize, mut at: usize) -> u32 {
        for level in self.levels[..height].iter().rev() {
            at = at * 64 + level[at].trailing_zeros() as usize;
        }
        at as u32
    }
}
