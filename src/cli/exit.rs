//! How a command ends.

use std::io::{self, Write};
use std::process::ExitCode;

use super::report::Reporter;
use crate::edge::{Cause, Failure, signals};

/// The exit codes that users can build on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Fine = 0,
    /// The content or the configuration is at fault.
    Content = 1,
    /// The call is at fault.
    Usage = 2,
    /// The disk, a permission or the network is at fault.
    Machine = 3,
    /// A signal ended it.
    Stopped = signals::EXIT_CODE as isize,
}

/// What a command comes back with.
pub(super) type Ending = Result<(), Stop>;

/// Why a command ends early.
#[derive(Debug)]
pub(super) enum Stop {
    /// What is wrong with the content has been told.
    Content,
    /// To be told by the reporter.
    Failure(Failure, Reporter),
}

impl Failure {
    /// Ends a command with this failure, told in the form that was asked for.
    pub(super) fn told_by(self, reporter: &Reporter) -> Stop {
        Stop::Failure(self, reporter.clone())
    }
}

/// Tells what is still to be told; the code for it.
pub(super) fn of(ending: Ending) -> Exit {
    match ending {
        Ok(()) => Exit::Fine,
        Err(Stop::Content) => Exit::Content,
        // What fails while the handler clears up, fails for that reason.
        Err(Stop::Failure(failure, reporter)) => {
            match if signals::stopped() { Cause::Stopped } else { failure.cause } {
                Cause::Refused => {
                    reporter.failure(&failure);
                    Exit::Usage
                }
                Cause::Machine => {
                    reporter.failure(&failure);
                    Exit::Machine
                }
                Cause::Stopped => {
                    // Whoever caught the signal clears up and ends the process; this is for when it cannot.
                    std::thread::sleep(std::time::Duration::from_secs(10));
                    Exit::Stopped
                }
            }
        }
    }
}

/// Writes results to standard output. A reader that went away (`tidings build | head`) is no fault.
///
/// # Errors
/// When standard output cannot be written for another reason.
pub(super) fn say(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::machine(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
