//! What the office folder's `vanbang.toml` says about the school, its people and the act of
//! issuing. Tables that are not named here belong to other parts of the program.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::fault::Fault;
use super::fold::{fold, subject};
use super::keys::{Keys, host, keys, named};
use super::problem::{Place, Problem};
use crate::document::record::{
    Date, Issue, Leader, Name, OrgId, Organisation, OrganisationKind, Person, Remark, SchoolYear, SignPrefix,
    StudentCode,
};

const MAX_BYTES: usize = 1024 * 1024;

/// The settings of an office, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeSettings {
    file: String,
    org: OrgId,
    organisation: Organisation,
    name_en: Name,
    verify_host: String,
    school_year: SchoolYear,
    issue: Issue,
    approval_text: Option<Remark>,
    classes: Vec<ClassSettings>,
    excluded: Vec<StudentCode>,
}

/// One class: who answers for it and who teaches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassSettings {
    name: Name,
    homeroom_teacher: Person,
    teachers: BTreeMap<&'static str, Person>,
}

impl ClassSettings {
    /// Lớp.
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// Giáo viên chủ nhiệm.
    pub fn homeroom_teacher(&self) -> &Person {
        &self.homeroom_teacher
    }

    /// The teacher of the subject of that code.
    pub fn teacher(&self, subject_code: &str) -> Option<&Person> {
        self.teachers.get(subject_code)
    }
}

impl OfficeSettings {
    /// Reads the settings from the text of `file`.
    ///
    /// # Errors
    /// Every problem, each with the path of its key as the cell.
    pub fn parse(file: &str, text: &str) -> Result<OfficeSettings, Vec<Problem>> {
        let malformed =
            |detail: String| vec![Problem::new(Place::file(file), "", &Fault::SettingsMalformed { detail })];
        if text.len() > MAX_BYTES {
            return Err(malformed(format!("more than {MAX_BYTES} bytes")));
        }
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let line = error.span().map_or(0, |span| text.get(..span.start).map_or(0, |t| t.lines().count()));
            malformed(format!("{} (line {line})", error.message()))
        })?;
        let mut problems = Vec::new();
        let read = settings(file, &table, &mut problems);
        match read {
            Some(settings) if problems.is_empty() => Ok(settings),
            _ if problems.is_empty() => Err(malformed("incomplete".to_owned())),
            _ => Err(problems),
        }
    }

    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The organisation that closes the records.
    pub fn org(&self) -> &OrgId {
        &self.org
    }

    /// The organisation as the page names it.
    pub fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// Its name for English readers, as the directory shows it.
    pub fn name_en(&self) -> &str {
        self.name_en.as_str()
    }

    /// The host that the printed code names.
    pub fn verify_host(&self) -> &str {
        &self.verify_host
    }

    /// The school year whose workbooks are read.
    pub fn school_year(&self) -> SchoolYear {
        self.school_year
    }

    /// When, where and by whom documents are issued.
    pub fn issue(&self) -> &Issue {
        &self.issue
    }

    /// Phê duyệt của hiệu trưởng.
    pub fn approval_text(&self) -> Option<&Remark> {
        self.approval_text.as_ref()
    }

    /// The classes, in the order of the file.
    pub fn classes(&self) -> &[ClassSettings] {
        &self.classes
    }

    /// Pupils whose rows are left out, each for a reason that the file states: moved away, not
    /// assessed.
    pub fn excluded(&self) -> &[StudentCode] {
        &self.excluded
    }

    pub(super) fn excludes(&self, code: &StudentCode) -> bool {
        self.excluded.contains(code)
    }

    /// The settings of a class.
    pub fn class(&self, name: &str) -> Option<&ClassSettings> {
        let wanted = fold(name);
        self.classes.iter().find(|class| fold(class.name()) == wanted)
    }
}

fn settings(file: &str, table: &Table, problems: &mut Vec<Problem>) -> Option<OfficeSettings> {
    let mut school = keys(file, table, "organisation", problems);
    let org = school.required("org", "[a-z0-9.-], 3–64", OrgId::new);
    let name = school.name("name");
    let name_en = school.name("name_en");
    let kind = school.required("kind", "lower_secondary, multi_level, …", named::<OrganisationKind>);
    let parent_name = school.optional("parent_name", "1–120 ký tự / characters", Name::tidy);
    let school_code = school.optional("school_code", "1–120 ký tự / characters", Name::tidy);
    let ward = school.name("ward");
    let province = school.name("province");
    let verify_host = school.required("verify_host", "vb.truong.edu.vn, ≤ 60 [a-z0-9.-]", host);
    school.end();

    let mut issue = keys(file, table, "issue", problems);
    let school_year = issue.required("school_year", "2025-2026", SchoolYear::parse);
    let date = issue.required("date", "2026-05-29", Date::parse);
    let place = issue.name("place");
    let approval_text = issue.optional("approval_text", "1–500 ký tự / characters", Remark::tidy);
    if let (Some(year), Some(date)) = (school_year, date)
        && chrono::Datelike::year(&date.date()) < i32::from(year.start())
    {
        let expected = format!("≥ {}", year.start());
        issue.wrong("date", &date.to_string(), &Fault::SettingInvalid { expected });
    }
    issue.end();

    let mut leader = keys(file, table, "leader", problems);
    let full_name = leader.name("full_name");
    let title = leader.name("title");
    let prefix = leader.required("sign_prefix", "none, kt, tl, tuq, q, tm", named::<SignPrefix>);
    let authority = leader.optional("authority_document", "1–120 ký tự / characters", Name::tidy);
    match (prefix, &authority) {
        (Some(SignPrefix::None), Some(document)) => {
            let expected = "sign_prefix ≠ none".to_owned();
            leader.wrong("authority_document", document.as_str(), &Fault::SettingInvalid { expected });
        }
        (Some(prefix), None) if prefix != SignPrefix::None => {
            leader.wrong("authority_document", "", &Fault::SettingMissing);
        }
        _ => {}
    }
    leader.end();

    let classes = classes(file, table, problems);
    let excluded = excluded(file, table, problems);
    let leader = Leader { full_name: full_name?, title: title?, sign_prefix: prefix?, authority_document: authority };
    let organisation =
        Organisation { name: name?, kind: kind?, parent_name, school_code, ward: ward?, province: province? };
    Some(OfficeSettings {
        file: file.to_owned(),
        org: org?,
        organisation,
        name_en: name_en?,
        verify_host: verify_host?,
        school_year: school_year?,
        issue: Issue { date: date?, place: place?, leader },
        approval_text,
        classes,
        excluded,
    })
}

fn classes(file: &str, table: &Table, problems: &mut Vec<Problem>) -> Vec<ClassSettings> {
    let mut classes: Vec<ClassSettings> = Vec::new();
    let entries = table.get("class").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for (index, entry) in entries.iter().enumerate() {
        let inner = entry.as_table();
        let shown = inner.and_then(|t| t.get("name")).and_then(Value::as_str);
        let path = shown.map_or_else(|| format!("class[{}]", index + 1), |name| format!("class[{name}]"));
        let mut class = Keys { file, path, table: inner, used: Vec::new(), problems };
        let name = class.name("name");
        let homeroom = class.name("homeroom_teacher");
        let teachers = teachers(&mut class);
        if let Some(name) = &name
            && classes.iter().any(|other| fold(other.name()) == fold(name.as_str()))
        {
            class.wrong("name", name.as_str(), &Fault::SettingTwice);
        }
        class.end();
        if let (Some(name), Some(full_name)) = (name, homeroom) {
            classes.push(ClassSettings { name, homeroom_teacher: Person { full_name }, teachers });
        }
    }
    classes
}

fn excluded(file: &str, table: &Table, problems: &mut Vec<Problem>) -> Vec<StudentCode> {
    let mut excluded: Vec<StudentCode> = Vec::new();
    let entries = table.get("excluded").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for (index, entry) in entries.iter().enumerate() {
        let path = format!("excluded[{}]", index + 1);
        let mut keys = Keys { file, path, table: entry.as_table(), used: Vec::new(), problems };
        let code = keys.required("code", "10 chữ số / digits", StudentCode::new);
        keys.required("reason", "1–500 ký tự / characters", Remark::tidy);
        if let Some(twice) = code.as_ref().filter(|code| excluded.contains(code)) {
            keys.wrong("code", twice.as_str(), &Fault::SettingTwice);
        }
        keys.end();
        excluded.extend(code);
    }
    excluded
}

/// Subject, by code or by any name that workbooks use, to teacher.
fn teachers(class: &mut Keys<'_, '_>) -> BTreeMap<&'static str, Person> {
    let mut teachers = BTreeMap::new();
    let table = class.value("teachers").and_then(Value::as_table);
    if table.is_none() {
        class.wrong("teachers", "", &Fault::SettingMissing);
    }
    for (key, value) in table.into_iter().flatten() {
        let path = format!("teachers.{key}");
        let code = subject(key).or_else(|| subject(&fold(key)));
        let person = Name::tidy(value.as_str().unwrap_or_default());
        match (code, person) {
            (None, _) => class.wrong(&path, key, &Fault::SettingUnknown),
            (Some(_), Err(fault)) => {
                let expected = fault.message_vi();
                class.wrong(&path, &value.to_string(), &Fault::SettingInvalid { expected });
            }
            (Some(code), Ok(full_name)) => {
                if teachers.insert(code, Person { full_name }).is_some() {
                    class.wrong(&path, key, &Fault::SettingTwice);
                }
            }
        }
    }
    teachers
}

#[cfg(test)]
#[path = "office_tests.rs"]
mod tests;
