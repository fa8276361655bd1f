use super::*;
use crate::decider::Decider;
use crate::sid::{AccountSid, PhoneNumberSid, SecondarySid};

const NEW: SecondarySid = SecondarySid::from_bits(1);
const HERE: AccountSid = AccountSid::from_bits(2);
const THERE: AccountSid = AccountSid::from_bits(3);
const CLAIM: Claim = Claim { account_sid: HERE, phone_number_sid: PhoneNumberSid::from_bits(4) };

fn assign(number: &str) -> PhoneNumberCommand {
    let patch = PhoneNumberPatch::default();
    PhoneNumberCommand::Assign { phone_number: number.to_owned(), patch, new_sid: NEW }
}

fn fold(events: &[PhoneNumberEvent]) -> Option<PhoneNumber> {
    events.iter().fold(PhoneNumberDecider::initial(), PhoneNumberDecider::evolve)
}

#[test]
fn a_number_is_named_after_itself_until_it_has_a_name() {
    let events = PhoneNumberDecider::decide(&None, assign("+15005550006")).unwrap();
    assert_eq!(fold(&events).unwrap().settings.friendly_name, "+15005550006");
}

#[test]
fn only_e164_is_a_number() {
    for bad in ["", "+", "15005550006", "+0123456789", "+123456", "+1234567890123456", "+1500555٠"]
    {
        let refused = PhoneNumberDecider::decide(&None, assign(bad));
        assert_eq!(refused, Err(PhoneNumberRefusal::NotE164), "{bad}");
    }
    assert!(is_e164("+1234567") && is_e164("+123456789012345"));
}

#[test]
fn a_transferred_number_keeps_all_that_was_set_and_can_come_back() {
    let mine = fold(&PhoneNumberDecider::decide(&None, assign("+15005550006")).unwrap());
    let number = mine.clone().unwrap();
    let out = PhoneNumberCommand::TransferOut { to: THERE };
    let gone = PhoneNumberDecider::decide(&mine, out).unwrap();
    let state = gone.iter().fold(mine, PhoneNumberDecider::evolve);
    assert_eq!(state, None);
    let back = PhoneNumberCommand::TransferIn { from: THERE, number: number.clone() };
    let taken = PhoneNumberDecider::decide(&state, back).unwrap();
    assert_eq!(taken.iter().fold(state, PhoneNumberDecider::evolve), Some(number));
}

#[test]
fn a_released_number_is_not_found() {
    let mine = fold(&PhoneNumberDecider::decide(&None, assign("+15005550006")).unwrap());
    let released = PhoneNumberDecider::decide(&mine, PhoneNumberCommand::Release).unwrap();
    let state = released.iter().fold(mine, PhoneNumberDecider::evolve);
    let again = PhoneNumberDecider::decide(&state, PhoneNumberCommand::Release);
    assert_eq!(again, Err(PhoneNumberRefusal::NotFound));
}

fn registry(commands: &[RegistryCommand]) -> Option<Claim> {
    commands.iter().fold(None, |state, command| {
        let events = RegistryDecider::decide(&state, *command).unwrap();
        events.iter().fold(state, RegistryDecider::evolve)
    })
}

#[test]
fn a_number_belongs_to_one_account_at_a_time() {
    let taken = registry(&[RegistryCommand::Take(CLAIM)]);
    let other = Claim { account_sid: THERE, ..CLAIM };
    let decide = |command| RegistryDecider::decide(&taken, command);
    assert_eq!(decide(RegistryCommand::Take(other)), Err(RegistryRefusal::Taken));
    assert_eq!(decide(RegistryCommand::Take(CLAIM)), Ok(vec![]));
    assert_eq!(decide(RegistryCommand::Free(other)), Err(RegistryRefusal::NotOwner));
    let moved = RegistryCommand::Move { from: other, to: HERE };
    assert_eq!(decide(moved), Err(RegistryRefusal::NotOwner));
}

#[test]
fn a_freed_number_can_be_taken_and_a_moved_one_only_freed_by_its_new_owner() {
    let moved = Claim { account_sid: THERE, ..CLAIM };
    let steps = [
        RegistryCommand::Take(CLAIM),
        RegistryCommand::Move { from: CLAIM, to: THERE },
        RegistryCommand::Free(moved),
        RegistryCommand::Take(CLAIM),
    ];
    assert_eq!(registry(&steps[..2]), Some(moved));
    assert_eq!(registry(&steps), Some(CLAIM));
}
