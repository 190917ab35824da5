//! `tidings completions`: what shells need to complete commands, from the same table as the help.

use clap::Args;
use clap_complete::Shell;

use super::exit::{Ending, say};
use super::report::Reporter;
use super::site::Talk;

/// Write what a shell needs to complete commands
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tidings completions bash > ~/.local/share/bash-completion/completions/tidings
  tidings completions zsh > ~/.zfunc/_tidings      with ~/.zfunc in $fpath
  tidings completions fish > ~/.config/fish/completions/tidings.fish
  tidings completions powershell >> $PROFILE")]
pub(super) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

pub(super) fn run(completions: Completions) -> Ending {
    let mut script = Vec::new();
    let mut command = super::command();
    let name = command.get_name().to_owned();
    clap_complete::generate(completions.shell, &mut command, name, &mut script);
    say(&String::from_utf8_lossy(&script)).map_err(|failure| failure.told_by(&Reporter::new(&Talk::human(), false)))
}
