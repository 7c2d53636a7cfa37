//! A diploma as it stands today: the entry with everything that decisions changed in it.

use super::entry::{Action, Amendment, Noted};
use super::{Error, Register};
use crate::document::record::{Contradiction, Date, Diploma, Gender, Holder, Name, Said, fold};
use crate::signature::crypto::sha256;
use crate::wording::Phrase;

/// A diploma with its amendments, oldest first, already applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amended {
    /// Number of its entry.
    pub number: u64,
    pub diploma: Diploma,
    pub amendments: Vec<Amendment>,
    /// Neither revoked nor cancelled.
    pub in_force: bool,
}

impl Amended {
    /// Its standing in one word: `issued`, or what the last decision made of it.
    pub fn status(&self) -> &'static str {
        match self.amendments.last().map(|amendment| &amendment.action) {
            None => "issued",
            Some(Action::Correction { .. }) => "corrected",
            Some(Action::Reissue { .. }) => "reissued",
            Some(Action::Revocation) => "revoked",
            Some(Action::Cancellation) => "cancelled",
        }
    }
}

/// The members of a holder that a decision may correct.
pub const CORRECTABLE: [&str; 6] =
    ["full_name", "date_of_birth", "place_of_birth", "gender", "ethnicity", "nationality"];

impl Register {
    /// The diploma of this entry as it stands today.
    ///
    /// # Errors
    /// What the store refuses, or amendments that do not fit, which the chain does not let happen.
    pub fn diploma(&self, number: u64) -> Result<Option<Amended>, Error> {
        let Some(numbers) = self.state.amendments(number) else { return Ok(None) };
        let Some(Noted::Diploma(diploma)) = self.entry(number)?.map(|entry| entry.noted) else { return Ok(None) };
        let mut diploma = *diploma;
        let mut amendments = Vec::new();
        for at in numbers {
            if let Some(Noted::Amended(amendment)) = self.entry(*at)?.map(|entry| entry.noted) {
                apply(&mut diploma, &amendment.action)?;
                amendments.push(amendment);
            }
        }
        Ok(Some(Amended { number, diploma, amendments, in_force: self.state.is_in_force(number) }))
    }

    /// Every diploma as it stands today, in the order of its entry.
    ///
    /// # Errors
    /// As [`Register::diploma`].
    pub fn diplomas(&self) -> Result<Vec<Amended>, Error> {
        let all = self.state.diplomas().map(|number| self.diploma(number));
        Ok(all.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// The diplomas with this serial or register number, however it is spelled.
    ///
    /// # Errors
    /// As [`Register::diploma`].
    pub fn find(&self, text: &str) -> Result<Vec<Amended>, Error> {
        let found = self.state.find(&fold(text)).into_iter().map(|number| self.diploma(number));
        Ok(found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }
}

/// What a correction of a holder's members would note.
///
/// # Errors
/// A member that may not be corrected, or a value that it cannot have.
pub fn apply(diploma: &mut Diploma, action: &Action) -> Result<(), Error> {
    match action {
        Action::Correction { changes, .. } => {
            for (member, change) in changes {
                if read(&diploma.holder, member) != change.old {
                    let what = Phrase::new("giá trị cũ không khớp với sổ", "the old value is not the register's");
                    return Err(Error::NotAllowed { what });
                }
                write(&mut diploma.holder, member, &change.new)?;
            }
            Ok(())
        }
        Action::Reissue { new_serial_no, new_register_no } => {
            diploma.serial_no = new_serial_no.clone();
            diploma.register_no = new_register_no.clone();
            Ok(())
        }
        Action::Revocation | Action::Cancellation => Ok(()),
    }
}

/// A holder's member as text.
pub fn read(holder: &Holder, member: &str) -> Option<String> {
    let text = |name: &Option<Name>| name.as_ref().map(ToString::to_string);
    match member {
        "full_name" => Some(holder.full_name.to_string()),
        "date_of_birth" => Some(holder.date_of_birth.to_string()),
        "place_of_birth" => text(&holder.place_of_birth),
        "gender" => holder.gender.map(|gender| gender_code(gender).to_owned()),
        "ethnicity" => text(&holder.ethnicity),
        "nationality" => text(&holder.nationality),
        _ => None,
    }
}

fn gender_code(gender: Gender) -> &'static str {
    match gender {
        Gender::Male => "male",
        Gender::Female => "female",
    }
}

fn write(holder: &mut Holder, member: &str, value: &str) -> Result<(), Error> {
    let fault =
        |expected: Said| Error::Contradicts(vec![Contradiction::new(format!("holder.{member}"), value, expected)]);
    let name = || Name::new(value).map_err(|error| fault(Said::new(error.message_vi(), error.to_string())));
    match member {
        "full_name" => holder.full_name = name()?,
        "date_of_birth" => {
            holder.date_of_birth = Date::parse(value).map_err(|_| fault(Said::new("NĂM-THÁNG-NGÀY", "YYYY-MM-DD")))?;
        }
        "place_of_birth" => holder.place_of_birth = Some(name()?),
        "gender" => {
            let known = [Gender::Male, Gender::Female].into_iter().find(|gender| gender_code(*gender) == value);
            holder.gender = Some(known.ok_or_else(|| fault("male, female".into()))?);
        }
        "ethnicity" => holder.ethnicity = Some(name()?),
        "nationality" => holder.nationality = Some(name()?),
        _ => return Err(fault(CORRECTABLE.join(", ").into())),
    }
    Ok(())
}

/// SHA-256 of a diploma's canonical JSON, in hexadecimal: what a copy repeats.
pub fn content_sha256(diploma: &Diploma) -> String {
    let bytes = serde_json::to_vec(diploma).unwrap_or_default();
    data_encoding::HEXLOWER.encode(&sha256(&bytes))
}
