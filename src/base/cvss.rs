//! How severe a CVSS score or vector is.

/// The score from 0 to 10 that `cvss` is, or that the base metrics of a vector of version 3.0 or 3.1 give. `None` for
/// what cannot be read, and for vectors of other versions, whose scores take tables to find.
pub fn cvss_score(cvss: &str) -> Option<f64> {
    cvss.parse().ok().or_else(|| base_score(cvss)).filter(|score| (0.0..=10.0).contains(score))
}

/// The rating of a score (CVSS 3.1, section 5): `low`, `medium`, `high` or `critical`; `None` where there is no harm.
pub fn cvss_severity(score: f64) -> Option<&'static str> {
    match score {
        0.1..4.0 => Some("low"),
        4.0..7.0 => Some("medium"),
        7.0..9.0 => Some("high"),
        9.0..=10.0 => Some("critical"),
        _ => None,
    }
}

/// The base score of a vector: CVSS 3.1, sections 7.1 and 7.4. Version 3.0 differs by nothing but how it rounds, where
/// arithmetic is not exact.
fn base_score(vector: &str) -> Option<f64> {
    let metrics = vector.strip_prefix("CVSS:3.1/").or_else(|| vector.strip_prefix("CVSS:3.0/"))?;
    let value = |name: &str| metrics.split('/').find_map(|metric| metric.strip_prefix(name)?.strip_prefix(':'));
    let weight = |name: &str, weights: &[(&str, f64)]| {
        let value = value(name)?;
        weights.iter().find(|(known, _)| *known == value).map(|(_, weight)| *weight)
    };
    let is_changed = match value("S")? {
        "U" => false,
        "C" => true,
        _ => return None,
    };
    let privileges =
        if is_changed { [("N", 0.85), ("L", 0.68), ("H", 0.5)] } else { [("N", 0.85), ("L", 0.62), ("H", 0.27)] };
    let exploitability = 8.22
        * weight("AV", &[("N", 0.85), ("A", 0.62), ("L", 0.55), ("P", 0.2)])?
        * weight("AC", &[("L", 0.77), ("H", 0.44)])?
        * weight("PR", &privileges)?
        * weight("UI", &[("N", 0.85), ("R", 0.62)])?;
    let kept = |name| Some(1.0 - weight(name, &[("H", 0.56), ("L", 0.22), ("N", 0.0)])?);
    let lost = 1.0 - kept("C")? * kept("I")? * kept("A")?;
    let impact = match is_changed {
        false => 6.42 * lost,
        true => 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02).powi(15),
    };
    if impact <= 0.0 {
        return Some(0.0);
    }
    let scope = if is_changed { 1.08 } else { 1.0 };
    Some(rounded_up((scope * (impact + exploitability)).min(10.0)))
}

/// To one digit, upwards, as appendix A of CVSS 3.1 has it: what floating point adds in the sixth digit is no reason.
fn rounded_up(score: f64) -> f64 {
    ((score * 100_000.0).round() / 10_000.0).ceil() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_have_ratings() {
        for (cvss, score, severity) in [
            ("9.8", Some(9.8), Some("critical")),
            ("7", Some(7.0), Some("high")),
            ("0.1", Some(0.1), Some("low")),
            ("0.0", Some(0.0), None),
            ("11", None, None),
            ("NaN", None, None),
            ("CVSS:3.1/AV:N", None, None),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:X/C:H/I:H/A:H", None, None),
            ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", None, None),
            ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N", Some(6.5), Some("medium")),
            ("CVSS:3.0/S:U/AV:N/AC:L/PR:N/UI:N/C:H/I:H/A:H/E:P", Some(9.8), Some("critical")),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", Some(0.0), None),
            ("AV:N/AC:L/Au:N/C:P/I:P/A:P", None, None),
        ] {
            assert_eq!(cvss_score(cvss), score, "{cvss}");
            assert_eq!(score.and_then(cvss_severity), severity, "{cvss}");
        }
    }

    /// Most are of the examples that FIRST publishes with CVSS 3.1.
    #[test]
    fn vectors_have_the_scores_that_are_published() {
        for (vector, score) in [
            ("AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),  // CVE-2013-1937
            ("AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4),  // CVE-2013-0375
            ("AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 3.1),  // CVE-2014-3566
            ("AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", 9.9),  // CVE-2012-1516
            ("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5),  // CVE-2014-0160
            ("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),  // CVE-2014-6271
            ("AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0), // CVE-2021-44228
            ("AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 7.8),
            ("AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 6.8), // CVE-2014-2005
        ] {
            assert_eq!(base_score(&format!("CVSS:3.1/{vector}")), Some(score), "{vector}");
        }
    }
}
