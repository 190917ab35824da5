//! What time it is.

use jiff::Timestamp;

use super::Failure;

/// The moment from which the site is looked at: `SOURCE_DATE_EPOCH` (whole seconds since 1970,
/// <https://reproducible-builds.org/specs/source-date-epoch/>) when it is set, else the clock's.
///
/// # Errors
/// Refused when the variable is set and is no such number.
pub fn now() -> Result<Timestamp, Failure> {
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) if !text.trim().is_empty() => epoch(&text),
        _ => Ok(Timestamp::now()),
    }
}

/// The time of day where this machine is: `14:02:11`.
pub fn time_of_day() -> String {
    jiff::Zoned::now().strftime("%H:%M:%S").to_string()
}

/// Milliseconds since 1970: a number that grows from process to process.
pub fn milliseconds() -> u64 {
    u64::try_from(Timestamp::now().as_millisecond()).unwrap_or(0)
}

fn epoch(text: &str) -> Result<Timestamp, Failure> {
    let seconds = text.trim().parse::<i64>().ok().filter(|seconds| *seconds >= 0);
    seconds.and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or_else(|| {
        Failure::refused(format!("SOURCE_DATE_EPOCH is `{text}`, not a number of seconds since 1970"))
            .help("unset it, or set it to such a number: SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_is_whole_seconds() {
        assert_eq!(epoch("86400\n").unwrap().to_string(), "1970-01-02T00:00:00Z");
        for bad in ["tomorrow", "-1", "1.5", "99999999999999999999"] {
            assert!(epoch(bad).is_err(), "{bad}");
        }
    }
}
