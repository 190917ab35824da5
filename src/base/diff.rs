//! Two texts line by line, and what differs, as `diff -u` and git show it.

use std::fmt::Write;

/// How many lines that did not change stand around those that did.
const CONTEXT: usize = 3;

/// Texts whose differing middles have more pairs of lines than this are not compared line by line.
const MOST_PAIRS: usize = 4_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step<'t> {
    Same(&'t str),
    Old(&'t str),
    New(&'t str),
}

/// The hunks of a unified diff; empty when nothing differs.
pub fn unified(old: &str, new: &str) -> String {
    let steps = steps(&old.lines().collect::<Vec<_>>(), &new.lines().collect::<Vec<_>>());
    let changed: Vec<usize> =
        steps.iter().enumerate().filter(|(_, step)| !matches!(step, Step::Same(_))).map(|(at, _)| at).collect();
    let mut text = String::new();
    let mut rest = changed.as_slice();
    while let Some((&first, _)) = rest.split_first() {
        let length = rest.windows(2).take_while(|pair| pair[1] - pair[0] <= 2 * CONTEXT + 1).count() + 1;
        let (hunk, others) = rest.split_at(length);
        let last = hunk.last().copied().unwrap_or(first);
        text += &part(&steps, first.saturating_sub(CONTEXT), (last + CONTEXT + 1).min(steps.len()));
        rest = others;
    }
    text
}

/// Which line of `new` each line of `old` is that is in both, in order: the most that there can be.
pub fn matching(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let (mut row, mut column) = (0, 0);
    let mut pairs = Vec::new();
    for step in steps(old, new) {
        match step {
            Step::Same(_) => {
                pairs.push((row, column));
                (row, column) = (row + 1, column + 1);
            }
            Step::Old(_) => row += 1,
            Step::New(_) => column += 1,
        }
    }
    pairs
}

fn part(steps: &[Step<'_>], from: usize, to: usize) -> String {
    let count = |steps: &[Step<'_>], is: fn(&Step<'_>) -> bool| steps.iter().filter(|step| is(step)).count();
    let is_old = |step: &Step<'_>| !matches!(step, Step::New(_));
    let is_new = |step: &Step<'_>| !matches!(step, Step::Old(_));
    let (before, inside) = (steps.get(..from).unwrap_or_default(), steps.get(from..to).unwrap_or_default());
    let range = |is: fn(&Step<'_>) -> bool| {
        let (start, length) = (count(before, is), count(inside, is));
        // An empty range is named by the line before it.
        format!("{},{length}", if length == 0 { start } else { start + 1 })
    };
    let mut text = format!("@@ -{} +{} @@\n", range(is_old), range(is_new));
    for step in inside {
        let (mark, line) = match step {
            Step::Same(line) => (' ', line),
            Step::Old(line) => ('-', line),
            Step::New(line) => ('+', line),
        };
        let _ = writeln!(text, "{mark}{line}");
    }
    text
}

fn steps<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<Step<'t>> {
    let same = |(a, b): &(&&str, &&str)| a == b;
    let start = old.iter().zip(new).take_while(same).count();
    let (old_rest, new_rest) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(same).count();
    let (old_middle, tail) = old_rest.split_at(old_rest.len() - end);
    let (new_middle, _) = new_rest.split_at(new_rest.len() - end);
    let head = old.iter().take(start).map(|line| Step::Same(line));
    head.chain(middle(old_middle, new_middle)).chain(tail.iter().map(|line| Step::Same(line))).collect()
}

/// By the longest common subsequence.
fn middle<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<Step<'t>> {
    let width = new.len() + 1;
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        return old.iter().map(|line| Step::Old(line)).chain(new.iter().map(|line| Step::New(line))).collect();
    }
    // How many lines the rests from (row, column) on have in common.
    let mut common = vec![0_usize; (old.len() + 1) * width];
    for row in (0..old.len()).rev() {
        for column in (0..new.len()).rev() {
            let at = row * width + column;
            common[at] = match old[row] == new[column] {
                true => common[at + width + 1] + 1,
                false => common[at + width].max(common[at + 1]),
            };
        }
    }
    let (mut row, mut column, mut steps) = (0, 0, Vec::new());
    while row < old.len() || column < new.len() {
        let at = row * width + column;
        if row < old.len() && column < new.len() && old[row] == new[column] {
            steps.push(Step::Same(old[row]));
            (row, column) = (row + 1, column + 1);
        } else if column == new.len() || row < old.len() && common[at + width] >= common[at + 1] {
            steps.push(Step::Old(old[row]));
            row += 1;
        } else {
            steps.push(Step::New(new[column]));
            column += 1;
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_are_those_of_diff() {
        for (old, new, hunks) in [
            ("a\nb\n", "a\nb\n", ""),
            ("", "a\n", "@@ -0,0 +1,1 @@\n+a\n"),
            ("a\n", "", "@@ -1,1 +0,0 @@\n-a\n"),
            ("1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\nx\n6\n", "@@ -2,5 +2,5 @@\n 2\n 3\n 4\n-5\n+x\n 6\n"),
            (
                "a\n1\n2\n3\n4\n5\n6\n7\n8\nb\n",
                "A\n1\n2\n3\n4\n5\n6\n7\n8\nB\n",
                "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -7,4 +7,4 @@\n 6\n 7\n 8\n-b\n+B\n",
            ),
            ("a\nb\nc\n", "b\nx\nc\ny\n", "@@ -1,3 +1,4 @@\n-a\n b\n+x\n c\n+y\n"),
        ] {
            assert_eq!(unified(old, new), hunks, "{old:?} {new:?}");
        }
    }
}
