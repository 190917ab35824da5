//! The tests that look at Tidings from outside: the house as files, the binary as users run it.

mod api;
mod cases;
mod check;
mod cli;
mod diff;
mod feeds;
mod hostile;
mod house;
mod languages;
mod leaks;
mod linked;
mod names;
mod never_seen;
mod new;
mod publish;
mod reading;
mod reference;
mod release;
mod remembered;
mod river;
mod serve;
mod served;
mod site;
mod theme_api;
mod unchanged;
mod views;
