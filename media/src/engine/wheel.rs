/// Slots of 1 ms. More than the longest packet time (60 ms), so that a slot holds one turn only.
const SLOTS: usize = 64;
/// Streams start in one of so many phases, spread evenly: 500 streams send 25 packets each ms instead of
/// 500 each 20 ms.
const PHASES: u64 = 20;

/// Which stream is due at which ms. Nothing is allocated once the slots have grown.
#[derive(Debug)]
pub(super) struct Wheel {
    slots: Vec<Vec<usize>>,
    phases: [usize; PHASES as usize],
}

impl Wheel {
    pub(super) fn new() -> Self {
        Self { slots: vec![Vec::new(); SLOTS], phases: [0; PHASES as usize] }
    }

    /// Gives a new stream the emptiest phase and its first due tick, after `now`.
    pub(super) fn admit(&mut self, line: usize, now: u64) -> (usize, u64) {
        let candidates = 1..=PHASES;
        let due = candidates
            .map(|ahead| now + ahead)
            .min_by_key(|tick| self.phases[phase(*tick)])
            .unwrap_or(now + 1);
        self.phases[phase(due)] += 1;
        self.schedule(line, due);
        (phase(due), due)
    }

    /// Takes a stream's phase back. It stays in its slot: whoever finds it there finds it gone.
    pub(super) fn dismiss(&mut self, phase: usize) {
        self.phases[phase] -= 1;
    }

    pub(super) fn schedule(&mut self, line: usize, due: u64) {
        self.slots[slot(due)].push(line);
    }

    /// Moves the streams due at `tick` into `due`, which is empty.
    pub(super) fn take(&mut self, tick: u64, due: &mut Vec<usize>) {
        std::mem::swap(&mut self.slots[slot(tick)], due);
    }
}

fn slot(tick: u64) -> usize {
    (tick % SLOTS as u64) as usize
}

fn phase(tick: u64) -> usize {
    (tick % PHASES) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_spread_over_the_phases() {
        let mut wheel = Wheel::new();
        let mut counts = [0; 20];
        for line in 0..200 {
            let (phase, due) = wheel.admit(line, 1_000);
            assert!((1_001..=1_020).contains(&due));
            counts[phase] += 1;
        }
        assert_eq!(counts, [10; 20]);
    }

    #[test]
    fn a_freed_phase_is_the_next_to_be_filled() {
        let mut wheel = Wheel::new();
        let phases: Vec<_> = (0..20).map(|line| wheel.admit(line, 0).0).collect();
        wheel.dismiss(phases[7]);
        assert_eq!(wheel.admit(99, 0).0, phases[7]);
    }

    #[test]
    fn a_stream_comes_out_at_its_tick_and_only_once() {
        let mut wheel = Wheel::new();
        wheel.schedule(3, 105);
        let mut due = Vec::new();
        for tick in 100..105 {
            wheel.take(tick, &mut due);
            assert!(due.is_empty());
        }
        wheel.take(105, &mut due);
        assert_eq!(due, [3]);
        due.clear();
        wheel.take(105 + 64, &mut due);
        assert!(due.is_empty());
    }
}
