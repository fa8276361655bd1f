use super::*;

#[test]
fn a_pure_tone_has_all_its_energy_at_its_frequency() {
    let samples = tone(440.0, 10_000.0, 500);
    assert!(share_at(&samples, 440.0) > 0.99);
    assert!(share_at(&samples, 880.0) < 0.001);
    assert!((amplitude_at(&samples, 440.0) - 10_000.0).abs() < 100.0);
}

#[test]
fn a_key_has_half_of_its_energy_in_each_of_its_two_tones() {
    for digit in "0123456789*#ABCD".chars() {
        let mut pair = Dtmf::new(digit).unwrap();
        let samples: Vec<i16> = (0..800).map(|_| pair.next_sample()).collect();
        let (low, high) = dtmf_frequencies(digit).unwrap();
        assert!((share_at(&samples, low) - 0.5).abs() < 0.05, "{digit}");
        assert!((share_at(&samples, high) - 0.5).abs() < 0.05, "{digit}");
    }
    assert!(Dtmf::new('x').is_none());
}

#[test]
fn silence_has_no_tone_and_no_level() {
    assert!(share_at(&[0; 160], 1000.0).abs() < f64::EPSILON);
    assert!(amplitude_at(&[], 1000.0).abs() < f64::EPSILON);
    assert!(level_dbfs(&[0; 160]).is_infinite());
}

#[test]
fn a_full_scale_sine_is_three_decibels_below_full_scale() {
    let level = level_dbfs(&tone(1000.0, 32_767.0, 1000));
    assert!((level + 3.01).abs() < 0.05, "{level}");
}

#[test]
fn too_great_an_amplitude_clips() {
    assert_eq!(tone(2000.0, 1e9, 1)[1], i16::MAX);
}
