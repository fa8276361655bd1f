//! What the tests across rooms share: the program under test, a tenant's application, a phone.

pub mod fuzz;
pub mod load;
pub mod phone;
pub mod program;
pub mod tenant;
