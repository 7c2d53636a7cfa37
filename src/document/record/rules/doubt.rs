//! What of a diploma deserves a second look and is no reason to refuse it: told, never corrected.

use super::credentials::{self, Issuer};
use crate::document::record::{Diploma, Name};

/// One doubt about a diploma.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// Issued after its deadline, in days from the decision (domain 4.1).
    Late { taken: i64, allowed: u16 },
    /// The law no longer lists this type, the circular that ends it is not in force yet.
    Ending,
    /// Somebody else issues such diplomas on such a day.
    Issuer { stated: Name, expected: Issuer },
}

/// Every doubt about a diploma, by its own date of issue.
pub fn doubts(diploma: &Diploma) -> Vec<Doubt> {
    let (kind, date) = (diploma.credential_type, diploma.issue_date.date());
    let mut found = Vec::new();
    if let Some(allowed) =
        credentials::deadline_days(kind, diploma.form, date).filter(|_| credentials::is_late(diploma))
    {
        found.push(Doubt::Late { taken: (date - diploma.decision_date.date()).num_days(), allowed });
    }
    if credentials::is_doubtful(kind, date) {
        found.push(Doubt::Ending);
    }
    if let Some(expected) =
        credentials::issuer(kind, date).filter(|issuer| !signs_for(diploma.signer_title.as_str(), *issuer))
    {
        found.push(Doubt::Issuer { stated: diploma.signer_title.clone(), expected });
    }
    found
}

/// Whether somebody of this office signs for this issuer; an institution has many offices.
fn signs_for(title: &str, issuer: Issuer) -> bool {
    let title = title.to_lowercase();
    match issuer {
        Issuer::Principal => title.contains("hiệu trưởng"),
        Issuer::Department => title.contains("giám đốc"),
        Issuer::District => title.contains("trưởng phòng") || title.contains("chủ tịch"),
        Issuer::Institution => true,
    }
}

impl Doubt {
    pub fn message_vi(&self) -> String {
        match self {
            Doubt::Late { taken, allowed } => format!("cấp sau quyết định {taken} ngày, hạn là {allowed} ngày"),
            Doubt::Ending => "từ 01/01/2026 luật không còn loại văn bằng này: hãy xem lại căn cứ cấp".to_owned(),
            Doubt::Issuer { stated, expected } => {
                format!("người ký là {stated}, trong khi ngày ấy {} cấp loại này", expected.label_vi())
            }
        }
    }

    pub fn message_en(&self) -> String {
        match self {
            Doubt::Late { taken, allowed } => {
                format!("issued {taken} days after the decision, the deadline is {allowed} days")
            }
            Doubt::Ending => "from 2026-01-01 the law no longer lists this type: look at what it rests on".to_owned(),
            Doubt::Issuer { stated, expected } => {
                format!("signed by {stated}, while {} issued this type on that day", expected.label_en())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::record::{Body, Date, Record};

    #[test]
    fn doubts_follow_the_day_of_issue() {
        let json = include_bytes!("../../../../examples/records/certified-copy.json");
        let record = Record::from_json(json).unwrap();
        let Body::CertifiedCopy(copy) = record.body() else { panic!("a copy") };
        let diploma = &copy.statement().diploma;
        assert_eq!(doubts(diploma), []);

        let on = |date: &str, title: &str| {
            let (issue_date, signer_title) = (Date::parse(date).unwrap(), Name::new(title).unwrap());
            doubts(&Diploma { issue_date, signer_title, ..diploma.clone() })
        };
        assert_eq!(on("2026-07-26", "HIỆU TRƯỞNG"), [Doubt::Late { taken: 6, allowed: 5 }]);
        let stated = Name::new("GIÁM ĐỐC").unwrap();
        assert_eq!(on("2026-07-24", "GIÁM ĐỐC"), [Doubt::Issuer { stated, expected: Issuer::Principal }]);
    }
}
