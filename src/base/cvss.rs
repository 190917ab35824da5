//! How severe a CVSS score or vector is.

use cvss::{Cvss, v3};

/// The severity that `cvss` stands for: a score from 0 to 10, or a vector of version 2.0, 3.0, 3.1 or 4.0. `none`, `low`,
/// `medium`, `high` or `critical` (CVSS 4.0, section 6); `None` for what cannot be read. Version 2 knows nothing critical.
pub fn cvss_severity(cvss: &str) -> Option<&'static str> {
    if let Ok(score) = cvss.parse::<f64>() {
        return (0.0..=10.0).contains(&score).then(|| rating(score));
    }
    let vector: Cvss = cvss.parse().ok()?;
    let most = match &vector {
        Cvss::CvssV20(_) => 8.9,
        Cvss::CvssV30(metrics) | Cvss::CvssV31(metrics) if !is_whole(metrics) => return None,
        _ => 10.0,
    };
    Some(rating(vector.score().min(most)))
}

/// Whether all base metrics are there; the parser takes those of version 3 with some of them left out.
fn is_whole(it: &v3::Vector) -> bool {
    let reached = it.av.is_some() && it.ac.is_some() && it.pr.is_some() && it.ui.is_some();
    reached && it.s.is_some() && it.c.is_some() && it.i.is_some() && it.a.is_some()
}

fn rating(score: f64) -> &'static str {
    match score {
        0.1..4.0 => "low",
        4.0..7.0 => "medium",
        7.0..9.0 => "high",
        9.0..=10.0 => "critical",
        _ => "none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_and_vectors_have_ratings() {
        for (cvss, severity) in [
            ("9.8", Some("critical")),
            ("7", Some("high")),
            ("0.1", Some("low")),
            ("0.0", Some("none")),
            ("11", None),
            ("-1", None),
            ("NaN", None),
            ("high", None),
            ("", None),
            ("CVSS:3.1/AV:N", None),
            ("CVSS:3.2/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", None),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:X/C:H/I:H/A:H", None),
            ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N", Some("medium")), // 6.5
            ("CVSS:3.0/S:U/AV:N/AC:L/PR:N/UI:N/C:H/I:H/A:H/E:P", Some("critical")), // 9.8
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", Some("none")),
            ("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", Some("low")), // CVE-2014-3566: 3.1
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", Some("critical")), // CVE-2021-44228: 10.0
            ("CVSS:4.0/AV:N", None),
            ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", Some("critical")), // 9.3
            ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", Some("high")),     // 8.7
            ("CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N", Some("low")),
            ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", Some("none")),
            ("AV:N/AC:L/Au:N/C:P/I:P/A:P", Some("high")), // 7.5
            ("AV:N/AC:L/Au:N/C:C/I:C/A:C", Some("high")), // 10.0
            ("AV:N/AC:L/Au:N/C:N/I:N/A:N", Some("none")),
            ("AV:N/AC:L/Au:N/C:P", None),
        ] {
            assert_eq!(cvss_severity(cvss), severity, "{cvss}");
        }
    }

    /// Metrics that are missing, doubled or cut off are refused, not met with a panic.
    #[test]
    fn no_part_of_a_vector_does_harm() {
        for whole in [
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            "AV:N/AC:L/Au:N/C:P/I:P/A:P",
        ] {
            for at in 1..whole.len() {
                assert_eq!(cvss_severity(&whole[..at]), None, "{}", &whole[..at]);
            }
            let parts: Vec<&str> = whole.split('/').collect();
            for left_out in 0..parts.len() {
                let kept = parts.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, part)| *part);
                let kept = kept.collect::<Vec<_>>().join("/");
                assert_eq!(cvss_severity(&kept), None, "{kept}");
                assert_eq!(cvss_severity(&format!("{whole}/{}", parts[left_out])), None, "{}", parts[left_out]);
            }
        }
    }
}
