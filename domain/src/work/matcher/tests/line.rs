use std::collections::VecDeque;

use proptest::prelude::*;

use super::super::{
    bits::Bits,
    line::{Line, Place},
};

proptest! {
    #[test]
    fn a_set_of_bits_is_a_set(numbers in prop::collection::vec((0_u32..300_000, any::<bool>()), 0..200)) {
        let mut bits = Bits::default();
        let mut set = std::collections::BTreeSet::new();
        for (number, is_added) in numbers {
            if is_added {
                prop_assert_eq!(bits.insert(number), set.insert(number));
            } else {
                let near = set.range(number..).next().copied().unwrap_or(number);
                prop_assert_eq!(bits.remove(near), set.remove(&near));
            }
            prop_assert_eq!(bits.next(number), set.range(number..).next().copied());
        }
        let mut walked = Vec::new();
        let mut from = 0;
        while let Some(number) = bits.next(from) {
            walked.push(number);
            from = number + 1;
        }
        prop_assert_eq!(walked, set.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_line_is_a_line_whoever_leaves_it(leavers in prop::collection::vec(0_usize..100, 400..1_200)) {
        let mut line = Line::default();
        let mut model: VecDeque<(u32, Place)> = VecDeque::new();
        for (worker, leaver) in (0..).zip(leavers) {
            let (place, moves) = line.join(worker);
            model.push_back((worker, place));
            for moved in moves {
                let entry = model.iter_mut().find(|it| it.0 == moved.worker).unwrap();
                prop_assert_eq!(entry.1, moved.from);
                entry.1 = moved.to;
            }
            if let Some((_, place)) = model.remove(leaver) {
                line.leave(place);
            }
            prop_assert_eq!(&standing(&line, None), &Vec::from(model.clone()));
            if let Some((_, place)) = model.get(leaver) {
                let behind: Vec<_> = model.iter().skip(leaver + 1).copied().collect();
                prop_assert_eq!(standing(&line, Some(*place)), behind);
            }
        }
    }
}

fn standing(line: &Line, after: Option<Place>) -> Vec<(u32, Place)> {
    let places = line.after(after).flat_map(|(half, span)| {
        // A span may be open at its end.
        (span.start..span.end.min(1_000)).map(move |number| Place::new(half, number))
    });
    places.filter_map(|place| Some((line.worker(place)?, place))).collect()
}
