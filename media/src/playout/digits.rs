//! Digits to be sent: `12w34#`, as RTP events or as tones.

use std::collections::VecDeque;

use super::Frame;
use crate::g711::{ULAW_SILENCE, ulaw_encode};
use crate::telephone_event::{Outgoing, event_of};
use crate::tone::Dtmf;

/// A key sounds for 120 ms: a whole number of packets at every packet time from 10 to 60 ms, and three
/// times the 40 ms that a receiver must accept (ITU-T Q.24).
const KEY_SAMPLES: u16 = 960;
/// Silence after a key. Q.24 asks for 40 ms; the repeated ends of an event need 40 ms of it.
const GAP_SAMPLES: u32 = 640;
const HALF_SECOND_SAMPLES: u32 = 4_000;
const SECOND_SAMPLES: u32 = 8_000;
/// Keys and pauses in one sequence.
const LENGTH_MAX: usize = 500;

/// Why a text is not a sequence of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DigitsError {
    /// There is a character that is no key and no pause.
    #[error("{0:?} is not one of 0-9, *, #, A-D, w, W")]
    NotADigit(char),
    /// It is too long.
    #[error("more than {LENGTH_MAX} digits")]
    TooLong,
}

/// Keys and pauses in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigitSequence {
    steps: VecDeque<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Key(char, u8),
    Pause(u32),
}

impl DigitSequence {
    /// Reads `0`–`9`, `*`, `#`, `A`–`D` (also small), `w` for 0.5 s and `W` for 1 s.
    ///
    /// # Errors
    /// At the first other character, or when there are more than 500.
    pub fn parse(text: &str) -> Result<Self, DigitsError> {
        if text.chars().nth(LENGTH_MAX).is_some() {
            return Err(DigitsError::TooLong);
        }
        let steps = text.chars().map(Step::parse).collect::<Result<_, _>>()?;
        Ok(Self { steps })
    }
}

impl Step {
    fn parse(character: char) -> Result<Self, DigitsError> {
        match character {
            'w' => Ok(Self::Pause(HALF_SECOND_SAMPLES)),
            'W' => Ok(Self::Pause(SECOND_SAMPLES)),
            _ => {
                let key = character.to_ascii_uppercase();
                event_of(key)
                    .map(|event| Self::Key(key, event))
                    .ok_or(DigitsError::NotADigit(character))
            }
        }
    }
}

/// A sequence being sent.
#[derive(Debug)]
pub(crate) struct DigitsInProgress {
    steps: VecDeque<Step>,
    now: Option<Sounding>,
    gap: u32,
}

#[derive(Debug)]
enum Sounding {
    Event(Outgoing),
    Tone(Dtmf, u16),
}

impl DigitsInProgress {
    pub(crate) fn new(digits: DigitSequence) -> Self {
        Self { steps: digits.steps, now: None, gap: 0 }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.steps.is_empty() && self.now.is_none() && self.gap == 0
    }

    /// One packet time of it. The buffer is µ-law sound unless the frame is an event.
    pub(crate) fn fill(&mut self, frame: &mut [u8], events: bool) -> Frame {
        if self.now.is_none() && self.gap == 0 {
            self.take_step(events);
        }
        match &mut self.now {
            None => {
                self.gap = self.gap.saturating_sub(samples_u32(frame));
                frame.fill(ULAW_SILENCE);
                Frame::Idle
            }
            Some(Sounding::Tone(tone, left)) => {
                for sample in frame.iter_mut() {
                    *sample =
                        if *left == 0 { ULAW_SILENCE } else { ulaw_encode(tone.next_sample()) };
                    *left = left.saturating_sub(1);
                }
                if *left == 0 {
                    self.end_key(0);
                }
                Frame::Audio
            }
            Some(Sounding::Event(_)) => self.fill_event(frame),
        }
    }

    fn fill_event(&mut self, frame: &mut [u8]) -> Frame {
        frame.fill(ULAW_SILENCE);
        let samples = u16::try_from(frame.len()).unwrap_or(u16::MAX);
        let Some(Sounding::Event(key)) = &mut self.now else { return Frame::Idle };
        let packet = key.next_packet(samples);
        let is_last = key.is_over();
        if is_last {
            self.end_key(2 * samples_u32(frame));
        }
        packet.map_or(Frame::Idle, Frame::Event)
    }

    /// The repeated ends of an event have already taken a part of the gap.
    fn end_key(&mut self, gap_taken: u32) {
        self.now = None;
        self.gap = GAP_SAMPLES.saturating_sub(gap_taken);
    }

    fn take_step(&mut self, events: bool) {
        match self.steps.pop_front() {
            Some(Step::Key(_, event)) if events => {
                self.now = Some(Sounding::Event(Outgoing::new(event, KEY_SAMPLES)));
            }
            Some(Step::Key(key, _)) => {
                self.now = Dtmf::new(key).map(|tone| Sounding::Tone(tone, KEY_SAMPLES));
            }
            Some(Step::Pause(samples)) => self.gap = samples,
            None => {}
        }
    }
}

fn samples_u32(frame: &[u8]) -> u32 {
    u32::try_from(frame.len()).unwrap_or(u32::MAX)
}
