//! The phone numbers that the operator has to give.

use projections::Among;

/// A phone number of the pool, whether somebody has it or not.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PoolNumber {
    /// E.164.
    pub phone_number: String,
    /// ISO 3166-1 alpha-2, upper case, for example `US`.
    pub country: String,
    /// What kind it is.
    pub kind: NumberKind,
    /// Where it is: city or town.
    pub locality: Option<String>,
    /// State, province or department.
    pub region: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Rate centre (North America).
    pub rate_center: Option<String>,
    /// LATA (North America).
    pub lata: Option<String>,
}

/// What kind a phone number is, as the dialect's paths spell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NumberKind {
    /// `Local`.
    #[default]
    Local,
    /// `Mobile`.
    Mobile,
    /// `TollFree`.
    TollFree,
    /// `National`.
    National,
    /// `SharedCost`.
    SharedCost,
    /// `Voip`.
    Voip,
    /// `MachineToMachine`.
    MachineToMachine,
}

impl NumberKind {
    /// Every kind with its path and its key among the sub-resources.
    pub(super) const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Local, "Local", "local"),
        (Self::Mobile, "Mobile", "mobile"),
        (Self::TollFree, "TollFree", "toll_free"),
        (Self::National, "National", "national"),
        (Self::SharedCost, "SharedCost", "shared_cost"),
        (Self::Voip, "Voip", "voip"),
        (Self::MachineToMachine, "MachineToMachine", "machine_to_machine"),
    ];
}

/// All phone numbers that the operator has.
#[derive(Debug, Clone, Default)]
pub struct NumberPool {
    numbers: Vec<PoolNumber>,
}

impl NumberPool {
    /// The pool of these numbers, in order.
    pub const fn new(numbers: Vec<PoolNumber>) -> Self {
        Self { numbers }
    }

    pub(super) fn numbers(&self) -> &[PoolNumber] {
        &self.numbers
    }

    /// Which numbers are of a kind. A number that is not in the pool is local.
    pub(super) fn among(&self, kind: NumberKind) -> Among {
        let of = |is_meant: &dyn Fn(NumberKind) -> bool| {
            let meant = self.numbers.iter().filter(|number| is_meant(number.kind));
            meant.map(|number| number.phone_number.clone()).collect()
        };
        match kind {
            NumberKind::Local => Among::AllBut(of(&|other| other != NumberKind::Local)),
            NumberKind::Mobile
            | NumberKind::TollFree
            | NumberKind::National
            | NumberKind::SharedCost
            | NumberKind::Voip
            | NumberKind::MachineToMachine => Among::Only(of(&|other| other == kind)),
        }
    }

    /// The entry of a number.
    pub fn find(&self, phone_number: &str) -> Option<&PoolNumber> {
        self.numbers.iter().find(|number| number.phone_number == phone_number)
    }
}
