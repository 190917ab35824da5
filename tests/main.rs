//! The tests that look at Tidings from outside: the house as files, the binary as users run it.

mod house;
mod site;
mod theme_api;
mod views;
