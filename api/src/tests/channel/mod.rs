mod centre;
mod errands;
mod notices;
mod registry;
mod tokens;
