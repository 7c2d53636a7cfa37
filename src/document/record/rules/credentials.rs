//! What diplomas may say and who may issue them, as functions of the issue date: the rules of
//! Thông tư 10/2026/TT-BGDĐT begin on 15 April 2026 (domain 4.1, 9.1 F).

use chrono::{Datelike, NaiveDate};

use crate::document::record::{Clause, Contradiction, CredentialType, Diploma, Form, Kind, OrganisationKind, Said};

/// In force from this day (Thông tư 10/2026/TT-BGDĐT).
const CIRCULAR_10_2026: Option<NaiveDate> = NaiveDate::from_ymd_opt(2026, 4, 15);
/// The circular that ends the diplomas of lower secondary school; its article is not known to us.
const LAST_DIPLOMAS: Clause = Clause { rule: "Thông tư 10/2026/TT-BGDĐT", place: "Quy chế kèm theo" };
/// The law that lists diplomas without that of lower secondary school is in force from this day.
const LAW_2026: Option<NaiveDate> = NaiveDate::from_ymd_opt(2026, 1, 1);
/// From this day the Departments hold the registers of lower secondary diplomas that communes kept.
const HANDED_OVER: Option<NaiveDate> = NaiveDate::from_ymd_opt(2026, 5, 31);
/// The Republic's first school year; no register is older.
const FIRST_YEAR: u16 = 1945;

fn reached(day: Option<NaiveDate>, date: NaiveDate) -> bool {
    day.is_some_and(|day| date >= day)
}

/// Who issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issuer {
    /// Hiệu trưởng.
    Principal,
    /// Sở Giáo dục và Đào tạo.
    Department,
    /// Phòng Giáo dục và Đào tạo; from 1 July 2025 the commune took its work over.
    District,
    /// The institution that teaches.
    Institution,
}

impl Issuer {
    pub fn label_vi(self) -> &'static str {
        match self {
            Issuer::Principal => "hiệu trưởng",
            Issuer::Department => "Sở Giáo dục và Đào tạo",
            Issuer::District => "Phòng Giáo dục và Đào tạo hoặc Ủy ban nhân dân cấp xã",
            Issuer::Institution => "cơ sở đào tạo",
        }
    }

    pub fn label_en(self) -> &'static str {
        match self {
            Issuer::Principal => "the principal",
            Issuer::Department => "the provincial Department of Education",
            Issuer::District => "the district office or the commune",
            Issuer::Institution => "the institution",
        }
    }
}

/// Who issues a diploma of this type on this day; nobody where there is no such diploma any more.
pub fn issuer(kind: CredentialType, date: NaiveDate) -> Option<Issuer> {
    let now = reached(CIRCULAR_10_2026, date);
    match kind {
        // Completion is confirmed in the học bạ instead.
        CredentialType::Thcs | CredentialType::BtThcs if now => None,
        CredentialType::Thcs | CredentialType::BtThcs => Some(Issuer::District),
        CredentialType::Thpt | CredentialType::BtThpt if now => Some(Issuer::Principal),
        CredentialType::Thpt | CredentialType::BtThpt => Some(Issuer::Department),
        CredentialType::CompletionCertificate => Some(Issuer::Principal),
        _ => Some(Issuer::Institution),
    }
}

/// Who holds the register of a diploma issued on that day, and so copies from it on this one (domain 9.2).
pub fn register_holders(kind: CredentialType, issued: NaiveDate, copied: NaiveDate) -> &'static [OrganisationKind] {
    use OrganisationKind::{CommuneCommittee, Continuing, Department, MultiLevel, University, UpperSecondary};
    match kind {
        CredentialType::Thcs | CredentialType::BtThcs if !reached(HANDED_OVER, copied) => {
            &[Department, CommuneCommittee]
        }
        CredentialType::Thcs | CredentialType::BtThcs => &[Department],
        CredentialType::Thpt | CredentialType::BtThpt if reached(CIRCULAR_10_2026, issued) => {
            &[UpperSecondary, MultiLevel, Continuing]
        }
        CredentialType::Thpt | CredentialType::BtThpt => &[Department],
        CredentialType::CompletionCertificate => &[UpperSecondary, MultiLevel, Continuing],
        _ => &[University, Continuing, MultiLevel, Department],
    }
}

/// Whether organisations of this sort issue such documents; who gives copies is a question of the register.
pub fn may_issue(kind: Kind, by: OrganisationKind) -> bool {
    use OrganisationKind::{Continuing, LowerSecondary, MultiLevel, University, UpperSecondary};
    match kind {
        Kind::TranscriptYearSecondary | Kind::TranscriptSecondary => {
            matches!(by, LowerSecondary | UpperSecondary | MultiLevel | Continuing | University)
        }
        Kind::TranscriptUniversity => by == University,
        Kind::CertifiedCopy => true,
    }
}

/// Whether a diploma of this type on this day needs a second look: the law no longer lists it, the
/// circular that ends it is not in force yet.
pub fn is_doubtful(kind: CredentialType, date: NaiveDate) -> bool {
    let ending = matches!(kind, CredentialType::Thcs | CredentialType::BtThcs);
    ending && reached(LAW_2026, date) && issuer(kind, date).is_some()
}

/// Days from the decision to the diploma (domain 4.1): for THPT 75 before the circular, from then on
/// 30 on paper and 5 digital. Other types have no common deadline.
pub fn deadline_days(kind: CredentialType, form: Form, date: NaiveDate) -> Option<u16> {
    let general = matches!(kind, CredentialType::Thpt | CredentialType::BtThpt);
    general.then(|| match (reached(CIRCULAR_10_2026, date), form) {
        (false, _) => 75,
        (true, Form::Paper) => 30,
        (true, Form::Digital | Form::Both) => 5,
    })
}

/// Whether the diploma was issued after its deadline: to be told, not to be refused.
pub fn is_late(diploma: &Diploma) -> bool {
    let days = deadline_days(diploma.credential_type, diploma.form, diploma.issue_date.date());
    let taken = (diploma.issue_date.date() - diploma.decision_date.date()).num_days();
    days.is_some_and(|days| taken > i64::from(days))
}

/// What cannot be: such a diploma is not taken into a register.
pub(in crate::document::record) fn contradictions(diploma: &Diploma) -> Vec<Contradiction> {
    let mut found = Vec::new();
    let (issue_date, decided) = (diploma.issue_date, diploma.decision_date);
    let issued = issue_date.date();
    if issuer(diploma.credential_type, issued).is_none() {
        let expected = Said::new("một ngày trước 15/04/2026", "a date before 2026-04-15");
        found.push(Contradiction::new("issue_date", issue_date, expected).by(LAST_DIPLOMAS));
    }
    if issued < decided.date() {
        let expected = Said::new(
            format!("một ngày không trước ngày quyết định {}", decided.text_vi()),
            format!("no date before that of the decision, {decided}"),
        );
        found.push(Contradiction::new("issue_date", issue_date, expected));
    }
    let year = i32::from(diploma.graduation_year);
    if diploma.graduation_year < FIRST_YEAR || year > issued.year() {
        let last = issued.year();
        let expected = Said::new(format!("từ {FIRST_YEAR} đến {last}"), format!("{FIRST_YEAR} to {last}"));
        found.push(Contradiction::new("graduation_year", year.to_string(), expected));
    }
    let born = diploma.holder.date_of_birth;
    if born.date().year() + 10 > year {
        let latest = year - 10;
        let expected =
            Said::new(format!("một ngày trong năm {latest} hoặc trước đó"), format!("a date in {latest} or before"));
        found.push(Contradiction::new("holder.date_of_birth", born, expected));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_school_issues_no_university_transcript() {
        use OrganisationKind::{LowerSecondary, Primary, University};
        assert!(may_issue(Kind::TranscriptYearSecondary, LowerSecondary));
        assert!(may_issue(Kind::TranscriptUniversity, University));
        assert!(!may_issue(Kind::TranscriptUniversity, LowerSecondary));
        assert!(!may_issue(Kind::TranscriptSecondary, Primary));
    }

    #[test]
    fn who_issues_is_a_function_of_the_day() {
        use CredentialType::{CompletionCertificate, CuNhan, Thcs, Thpt};
        for (kind, date, expected) in [
            (Thcs, "2025-06-30", Some(Issuer::District)),
            (Thcs, "2026-04-14", Some(Issuer::District)),
            (Thcs, "2026-04-15", None),
            (Thpt, "2026-04-14", Some(Issuer::Department)),
            (Thpt, "2026-04-15", Some(Issuer::Principal)),
            (CompletionCertificate, "2026-07-01", Some(Issuer::Principal)),
            (CuNhan, "2026-07-01", Some(Issuer::Institution)),
        ] {
            assert_eq!(issuer(kind, day(date)), expected, "{kind:?} on {date}");
        }
        assert!(!is_doubtful(Thcs, day("2025-12-31")));
        assert!(is_doubtful(Thcs, day("2026-01-01")));
        assert!(!is_doubtful(Thcs, day("2026-04-15")), "refused, not doubtful");
        assert!(!is_doubtful(Thpt, day("2026-01-01")));
    }

    #[test]
    fn deadlines_changed_with_the_circular() {
        use CredentialType::{CuNhan, Thpt};
        assert_eq!(deadline_days(Thpt, Form::Paper, day("2026-04-14")), Some(75));
        assert_eq!(deadline_days(Thpt, Form::Paper, day("2026-04-15")), Some(30));
        assert_eq!(deadline_days(Thpt, Form::Digital, day("2026-07-15")), Some(5));
        assert_eq!(deadline_days(CuNhan, Form::Digital, day("2026-07-15")), None);
    }
}
