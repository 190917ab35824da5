//! Hands the arguments to the command line's room.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    tidings::cli::run(std::env::args_os())
}
