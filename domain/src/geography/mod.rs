//! Where a phone number is at home, as far as its digits say: `{From,To}{City,State,Zip,Country}`.

mod area_codes;
mod calling_codes;
mod place;
#[cfg(test)]
mod tests;

pub use place::Geography;
