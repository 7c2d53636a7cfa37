//! A record: the JSON bytes that travel inside the document and that its code commits to.

use serde::{Deserialize, Serialize};

use super::{Error, Issue, Kind, OrgId, Organisation, Salt, Statement, Student, Transcript, TranscriptYear};

/// A record is refused beyond this size. The largest that the types allow is about 100 KiB.
pub const MAX_RECORD_BYTES: usize = 256 * 1024;

/// What a record states, by kind.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// One school year of a secondary transcript.
    TranscriptYearSecondary(Box<TranscriptYear>),
}

impl From<TranscriptYear> for Body {
    fn from(year: TranscriptYear) -> Body {
        Body::TranscriptYearSecondary(Box::new(year))
    }
}

/// A statement with the organisation that closes it and its salt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    org: OrgId,
    salt: Salt,
    body: Body,
}

/// The members in the order in which they are written.
#[derive(Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(
    test,
    schemars(
        title = "transcript-year-secondary/1",
        description = "One school year of a secondary school transcript (học bạ, Thông tư 22/2021/TT-BGDĐT). \
                       What no schema can say (year values, levels, sums, promotion) is checked by the reader."
    )
)]
#[serde(deny_unknown_fields)]
pub(super) struct TranscriptYearSecondary1 {
    /// `transcript-year-secondary/1`.
    #[cfg_attr(test, schemars(extend("const" = "transcript-year-secondary/1")))]
    schema: String,
    /// The organisation that closes the record.
    #[cfg_attr(test, schemars(regex(pattern = r"^[a-z0-9][a-z0-9.-]{1,62}[a-z0-9]$")))]
    org: String,
    /// Base64url without padding of 16 random bytes.
    #[cfg_attr(test, schemars(regex(pattern = r"^[A-Za-z0-9_-]{21}[AQgw]$")))]
    salt: String,
    organisation: Organisation,
    student: Student,
    transcript: Transcript,
    issue: Issue,
}

/// What is read first, whatever the kind.
#[derive(Deserialize)]
struct Head {
    schema: Option<String>,
    org: Option<String>,
    salt: Option<String>,
}

impl Record {
    /// Joins what is stated with who closes it.
    pub fn new(org: OrgId, salt: Salt, body: Body) -> Record {
        Record { org, salt, body }
    }

    /// Compact JSON: `schema`, `org`, `salt` first, then always the same order. Same record, same
    /// bytes.
    ///
    /// # Errors
    /// [`Error::TooLarge`] when it would not be read back.
    pub fn to_json(&self) -> Result<Vec<u8>, Error> {
        let Body::TranscriptYearSecondary(year) = &self.body;
        let Statement { organisation, student, transcript, issue } = year.statement().clone();
        let wire = TranscriptYearSecondary1 {
            schema: self.kind().schema().to_owned(),
            org: self.org.as_str().to_owned(),
            salt: self.salt.text(),
            organisation,
            student,
            transcript,
            issue,
        };
        let json = serde_json::to_vec(&wire).map_err(|e| Error::Write { detail: e.to_string() })?;
        within_limit(&json)?;
        Ok(json)
    }

    /// Reads a record: size, shape, unknown and doubled members, every value, every rule.
    ///
    /// # Errors
    /// One [`Error`] for the first thing that is wrong; contradictions are given together.
    pub fn from_json(json: &[u8]) -> Result<Record, Error> {
        within_limit(json)?;
        let head: Head = serde_json::from_slice(json).map_err(|e| Error::json(&e))?;
        let schema = head.schema.unwrap_or_default();
        let kind =
            Kind::from_schema(&schema).ok_or_else(|| Error::Schema { value: schema.chars().take(80).collect() })?;
        let org = OrgId::new(&head.org.unwrap_or_default())?;
        let salt = Salt::parse(&head.salt.unwrap_or_default())?;
        let body = match kind {
            Kind::TranscriptYearSecondary => {
                let wire: TranscriptYearSecondary1 = serde_json::from_slice(json).map_err(|e| Error::json(&e))?;
                let TranscriptYearSecondary1 { organisation, student, transcript, issue, .. } = wire;
                TranscriptYear::new(Statement { organisation, student, transcript, issue })?.into()
            }
        };
        Ok(Record { org, salt, body })
    }

    /// What kind of document it is.
    pub fn kind(&self) -> Kind {
        match self.body {
            Body::TranscriptYearSecondary(_) => Kind::TranscriptYearSecondary,
        }
    }

    /// The organisation that closes the record.
    pub fn org(&self) -> &OrgId {
        &self.org
    }

    /// The random salt.
    pub fn salt(&self) -> &Salt {
        &self.salt
    }

    /// What is stated.
    pub fn body(&self) -> &Body {
        &self.body
    }
}

fn within_limit(json: &[u8]) -> Result<(), Error> {
    if json.len() > MAX_RECORD_BYTES {
        return Err(Error::TooLarge { size: json.len(), most: MAX_RECORD_BYTES });
    }
    Ok(())
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
