//! Files as they were: what a folder held at a commit, and which commits touched a file.

use std::io::{self, Write};
use std::process::Stdio;

use jiff::Timestamp;

use super::{Repository, git, pieces, refusal};
use crate::edge::Failure;

impl Repository {
    /// The newest commits, at most `most`, that touched the file at `path`: their full hashes, and when they were made.
    ///
    /// # Errors
    /// When git fails.
    pub fn touching(&self, path: &str, most: usize) -> Result<Vec<(String, Timestamp)>, Failure> {
        if self.commit("HEAD")?.is_none() {
            return Ok(Vec::new());
        }
        let most = format!("--max-count={most}");
        let told = self.told(&["log", "-z", &most, "--no-ext-diff", "--format=tformat:%H %ct", "HEAD", "--", path])?;
        let commit = |piece: String| {
            let (hash, seconds) = piece.trim().split_once(' ')?;
            Some((hash.to_owned(), Timestamp::from_second(seconds.parse().ok()?).ok()?))
        };
        Ok(pieces(&told).filter_map(commit).collect())
    }

    /// What the files and folders at `paths` held at a commit: paths from the top, and bytes. What was not there is
    /// left out, and so are links and other repositories.
    ///
    /// # Errors
    /// When `name` stands for no commit, or git fails.
    pub fn files_at(&self, name: &str, paths: &[String]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let commit = self.known(name)?;
        let mut arguments = vec!["ls-tree", "-r", "-z", &commit, "--"];
        arguments.extend(paths.iter().map(String::as_str));
        let listed = self.told(&arguments)?;
        let files: Vec<(String, String)> = pieces(&listed)
            .filter_map(|line| {
                let (entry, path) = line.split_once('\t')?;
                let mut words = entry.split(' ');
                let (mode, kind, blob) = (words.next()?, words.next()?, words.next()?);
                (kind == "blob" && mode.starts_with("100")).then(|| (path.to_owned(), blob.to_owned()))
            })
            .collect();
        let asked: String = files.iter().map(|(_, blob)| format!("{blob}\n")).collect();
        let told = self.answered(&["cat-file", "--batch"], asked.into_bytes())?;
        let mut rest = told.as_slice();
        let mut out = Vec::with_capacity(files.len());
        for (path, _) in files {
            // `<hash> blob <size>`, a line end, the bytes, a line end.
            let Some(end) = rest.iter().position(|byte| *byte == b'\n') else { break };
            let head = String::from_utf8_lossy(rest.get(..end).unwrap_or_default()).into_owned();
            rest = rest.get(end + 1..).unwrap_or_default();
            let Some(size) = head.rsplit(' ').next().and_then(|size| size.parse::<usize>().ok()) else { continue };
            out.push((path, rest.get(..size).unwrap_or_default().to_vec()));
            rest = rest.get(size + 1..).unwrap_or_default();
        }
        Ok(out)
    }

    /// What git says to what it is asked on standard input.
    fn answered(&self, arguments: &[&str], input: Vec<u8>) -> Result<Vec<u8>, Failure> {
        let failed = |error: io::Error| Failure::io("run git in", self.top(), &error);
        let mut command = git(self.top());
        let mut child = command.args(arguments).stdin(Stdio::piped()).spawn().map_err(failed)?;
        // It answers while it is asked, and neither is to wait for the other.
        let asking = child.stdin.take().map(|mut pipe| std::thread::spawn(move || pipe.write_all(&input)));
        let output = child.wait_with_output().map_err(failed)?;
        let asked = asking.map_or(Ok(Ok(())), std::thread::JoinHandle::join);
        match (output.status.success(), asked) {
            (true, Ok(asked)) => asked.map(|()| output.stdout).map_err(failed),
            _ => Err(refusal(arguments, &String::from_utf8_lossy(&output.stderr))),
        }
    }
}
