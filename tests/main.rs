//! The tests that look at Tidings from outside: the house as files, the binary as users run it.

mod cli;
mod house;
mod publish;
mod site;
mod theme_api;
mod views;
