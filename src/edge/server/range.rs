//! Which part of a file a `Range` asks for (RFC 9110, section 14).

use std::ops::Range;

/// What to send.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The header is malformed, of another unit or asks for several parts: the answer is as if it were not there.
    Whole,
    /// These bytes, of which there is at least one.
    Bytes(Range<usize>),
    /// The file has no such bytes.
    Nowhere,
}

/// What `header` asks for of a file of `length` bytes.
pub(super) fn part(header: &str, length: usize) -> Part {
    let Some((unit, range)) = header.split_once('=') else { return Part::Whole };
    let Some((first, last)) = range.trim().split_once('-') else { return Part::Whole };
    if !unit.eq_ignore_ascii_case("bytes") {
        return Part::Whole;
    }
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first > last => Part::Whole,
        (Some(first), Some(last)) => bytes(first, last.min(length.saturating_sub(1)), length),
        (Some(first), None) if last.is_empty() => bytes(first, length.saturating_sub(1), length),
        (None, Some(0)) if first.is_empty() => Part::Nowhere,
        (None, Some(count)) if first.is_empty() => {
            bytes(length.saturating_sub(count), length.saturating_sub(1), length)
        }
        _ => Part::Whole,
    }
}

fn bytes(first: usize, last: usize, length: usize) -> Part {
    if first < length { Part::Bytes(first..last + 1) } else { Part::Nowhere }
}

/// Digits only; what is too large to count is the largest number.
fn number(text: &str) -> Option<usize> {
    let are_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    are_digits.then(|| text.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::Part::{Bytes, Nowhere, Whole};
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_part_lies_within_the_file(header in "bytes=[0-9]{0,20}-[0-9]{0,20}", length: usize) {
            if let Bytes(range) = part(&header, length) {
                proptest::prop_assert!(range.start < range.end && range.end <= length);
            }
        }
    }

    #[test]
    fn one_range_of_bytes_is_read_and_all_else_is_the_whole() {
        for (header, length, expected) in [
            ("bytes=0-0", 10, Bytes(0..1)),
            ("bytes=2-5", 10, Bytes(2..6)),
            ("Bytes=2-", 10, Bytes(2..10)),
            ("bytes=-3", 10, Bytes(7..10)),
            ("bytes=-99", 10, Bytes(0..10)),
            ("bytes=5-99", 10, Bytes(5..10)),
            ("bytes=9-99999999999999999999999999", 10, Bytes(9..10)),
            ("bytes=0-18446744073709551615", 10, Bytes(0..10)),
            ("bytes=10-", 10, Nowhere),
            ("bytes=99999999999999999999999999-", 10, Nowhere),
            ("bytes=10-20", 10, Nowhere),
            ("bytes=-0", 10, Nowhere),
            ("bytes=0-", 0, Nowhere),
            ("bytes=-5", 0, Nowhere),
            ("bytes=5-2", 10, Whole),
            ("bytes=0-1,3-4", 10, Whole),
            ("bytes=-", 10, Whole),
            ("bytes=", 10, Whole),
            ("bytes=a-b", 10, Whole),
            ("bytes=+1-2", 10, Whole),
            ("bytes=1-2-3", 10, Whole),
            ("bytes=--1", 10, Whole),
            ("lines=1-2", 10, Whole),
            ("bytes 1-2", 10, Whole),
            ("", 10, Whole),
        ] {
            assert_eq!(part(header, length), expected, "{header} of {length}");
        }
    }
}
