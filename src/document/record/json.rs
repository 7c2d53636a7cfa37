//! A record: the JSON bytes that travel inside the document and that its code commits to.

use super::{
    CertifiedCopy, Checked, CopyStatement, Error, Fact, Kind, MarkRow, OrgId, Salt, SecondaryStatement, Stated,
    Supersedes, TranscriptSecondary, TranscriptUniversity, TranscriptYear, UniversityStatement, YearStatement,
    wire::{self, Head, Wired},
};

/// A record is refused beyond this size. The largest that a school issues is about 100 KiB.
pub const MAX_RECORD_BYTES: usize = 256 * 1024;

/// What a record states, by kind. Whoever need not know the kind asks [`Body::stated`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// One school year of a secondary transcript.
    TranscriptYearSecondary(Box<TranscriptYear>),
    /// A whole secondary transcript.
    TranscriptSecondary(Box<TranscriptSecondary>),
    /// A university transcript.
    TranscriptUniversity(Box<TranscriptUniversity>),
    /// A copy of a diploma from the register.
    CertifiedCopy(Box<CertifiedCopy>),
}

impl Body {
    /// What all kinds have in common.
    pub fn stated(&self) -> &dyn Stated {
        match self {
            Body::TranscriptYearSecondary(year) => year.statement(),
            Body::TranscriptSecondary(transcript) => transcript.statement(),
            Body::TranscriptUniversity(transcript) => transcript.statement(),
            Body::CertifiedCopy(copy) => copy.statement(),
        }
    }

    /// As [`Stated::key`], with the kind.
    pub fn key(&self) -> String {
        let stated = self.stated();
        format!("{} {}", stated.kind(), stated.key())
    }

    /// The same record as the one that replaces another document.
    ///
    /// # Errors
    /// As [`Checked::new`].
    pub fn superseding(self, by: Supersedes) -> Result<Body, Error> {
        Ok(match self {
            Body::TranscriptYearSecondary(year) => year.superseding(by)?.into(),
            Body::TranscriptSecondary(transcript) => transcript.superseding(by)?.into(),
            Body::TranscriptUniversity(transcript) => transcript.superseding(by)?.into(),
            Body::CertifiedCopy(copy) => copy.superseding(by)?.into(),
        })
    }

    /// Whether both state the same, whenever they are issued and whatever they replace.
    pub fn says_the_same(&self, other: &Body) -> bool {
        use Body::{CertifiedCopy, TranscriptSecondary, TranscriptUniversity, TranscriptYearSecondary};
        match (self, other) {
            (TranscriptYearSecondary(a), TranscriptYearSecondary(b)) => a.statement().says_the_same(b.statement()),
            (TranscriptSecondary(a), TranscriptSecondary(b)) => a.statement().says_the_same(b.statement()),
            (TranscriptUniversity(a), TranscriptUniversity(b)) => a.statement().says_the_same(b.statement()),
            (CertifiedCopy(a), CertifiedCopy(b)) => a.statement().says_the_same(b.statement()),
            _ => false,
        }
    }

    fn write(&self, head: Head) -> Result<Vec<u8>, Error> {
        match self {
            Body::TranscriptYearSecondary(year) => wire::write(year.statement(), head),
            Body::TranscriptSecondary(transcript) => wire::write(transcript.statement(), head),
            Body::TranscriptUniversity(transcript) => wire::write(transcript.statement(), head),
            Body::CertifiedCopy(copy) => wire::write(copy.statement(), head),
        }
    }

    fn read(kind: Kind, json: &[u8]) -> Result<Body, Error> {
        Ok(match kind {
            Kind::TranscriptYearSecondary => Checked::new(wire::read::<YearStatement>(json)?)?.into(),
            Kind::TranscriptSecondary => Checked::new(wire::read::<SecondaryStatement>(json)?)?.into(),
            Kind::TranscriptUniversity => Checked::new(wire::read::<UniversityStatement>(json)?)?.into(),
            Kind::CertifiedCopy => Checked::new(wire::read::<CopyStatement>(json)?)?.into(),
        })
    }
}

macro_rules! body_of {
    ($($checked:ty: $kind:ident),* $(,)?) => {$(
        impl From<$checked> for Body {
            fn from(checked: $checked) -> Body {
                Body::$kind(Box::new(checked))
            }
        }
    )*};
}
body_of!(
    TranscriptYear: TranscriptYearSecondary,
    TranscriptSecondary: TranscriptSecondary,
    TranscriptUniversity: TranscriptUniversity,
    CertifiedCopy: CertifiedCopy,
);

/// A statement with the organisation that closes it and its salt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    org: OrgId,
    salt: Salt,
    body: Body,
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
        let json = self.body.write(Head::new(self.kind(), &self.org, &self.salt))?;
        within_limit(&json)?;
        Ok(json)
    }

    /// Reads a record: size, shape, unknown and doubled members, every value, every rule.
    ///
    /// # Errors
    /// One [`Error`] for the first thing that is wrong; contradictions are given together.
    pub fn from_json(json: &[u8]) -> Result<Record, Error> {
        within_limit(json)?;
        let Head { schema, org, salt } = Head::read(json)?;
        let kind =
            Kind::from_schema(&schema).ok_or_else(|| Error::Schema { value: schema.chars().take(80).collect() })?;
        let (org, salt) = (OrgId::new(&org)?, Salt::parse(&salt)?);
        Ok(Record { org, salt, body: Body::read(kind, json)? })
    }

    /// What kind of document it is.
    pub fn kind(&self) -> Kind {
        self.stated().kind()
    }

    /// The organisation that closes the record.
    pub fn org(&self) -> &OrgId {
        &self.org
    }

    /// The random salt.
    pub fn salt(&self) -> &Salt {
        &self.salt
    }

    /// What is stated, by kind.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// What is stated, whatever the kind.
    pub fn stated(&self) -> &dyn Stated {
        self.body.stated()
    }

    /// What a person compares with the page, in reading order.
    pub fn facts(&self) -> Vec<Fact> {
        self.stated().facts()
    }

    /// The tables of marks, line by line.
    pub fn mark_rows(&self) -> Vec<MarkRow> {
        self.stated().mark_rows()
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
