//! `vanbang sign`: the next role's signature over a batch. The same command resumes.

use std::path::Path;

use vanbang::document::batch::Batch;
use vanbang::document::record::{Kind, Role};
use vanbang::sign::{self, Report};

use super::Session;
use crate::batches;
use crate::ceremony::{self, Turn};
use crate::cli::Sign;
use crate::failure::Failure;
use crate::show::{Console, typed};

pub fn run(arguments: &Sign, session: &Session) -> Result<u8, Failure> {
    let role = role(&arguments.role)?;
    let folder = &arguments.batch;
    if folder.is_file() {
        return Err(Failure::new(
            "NOT_A_BATCH",
            "đây là một tệp, không phải thư mục của lô",
            "this is a file, not a batch folder",
        )
        .about(folder)
        .hint("Ký tệp PDF bất kì sẽ có ở phiên bản sau.", "Signing any PDF comes with a later version."));
    }
    if !Batch::exists(folder) {
        return Err(Failure::new("BATCH_NOT_FOUND", "không có lô văn bản nào ở đây", "there is no batch here")
            .about(folder)
            .hint("Lập lô bằng: vanbang issue SỔ-ĐIỂM...", "Make one with: vanbang issue ROSTER..."));
    }
    if let Some(name) = &arguments.delete_evidence {
        return delete_evidence(folder, role, name, session);
    }
    let turn = ceremony::turn(folder, role, &arguments.ceremony, &arguments.signer, session)?;
    tell(&turn, folder, role, session)?;
    Ok(0)
}

/// Whoever may delete what is stored gives a name for the journal.
fn delete_evidence(folder: &Path, role: Role, by: &str, session: &Session) -> Result<u8, Failure> {
    match sign::delete_evidence(folder, role, by, batches::clock())? {
        true => session.console.tell(
            format!("Đã xóa chứng cứ về chứng thư ({}) và ghi vào nhật ký: {by}.", role.label_vi()),
            format!("The evidence of the certificate ({}) is deleted, which is noted: {by}.", role.label_en()),
        ),
        false => session.console.tell("Không có chứng cứ nào để xóa.", "There is no evidence to delete."),
    }
    Ok(0)
}

/// What came of a turn, and what it closes.
pub fn tell(turn: &Turn, folder: &Path, role: Role, session: &Session) -> Result<(), Failure> {
    match turn {
        Turn::Signed(report) => {
            show(report, folder, role, session.console);
            enter(report, folder, session)
        }
        Turn::NothingLeft(report) => {
            show_finished(report, folder, role, session.console);
            enter(report, folder, session)
        }
        Turn::Shown => {
            session.console.tell("Chưa ký gì (--dry-run).", "Nothing was signed (--dry-run).");
            Ok(())
        }
    }
}

/// A batch that has every signature is entered in the register of the office it was closed in.
fn enter(report: &Report, folder: &Path, session: &Session) -> Result<(), Failure> {
    match session.configuration.office() {
        Some(office) if report.closed => batches::enter(office, folder, report, session.console),
        _ => Ok(()),
    }
}

/// The role with this code.
pub fn role(code: &str) -> Result<Role, Failure> {
    Role::from_code(code).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
        Failure::new("ROLE_UNKNOWN", format!("không có vai trò {code}"), format!("there is no role {code}"))
            .hint(format!("Các vai trò: {}", known.join(", ")), format!("Roles: {}", known.join(", ")))
    })
}

/// What was signed, by whom, and what comes next.
fn show(report: &Report, folder: &Path, role: Role, console: &Console) {
    let count = report.count;
    console.tell(
        format!("Đã ký và kiểm tra lại từ đĩa: {count} văn bản ({}).", role.label_vi()),
        format!("Signed and verified from disk: {count} documents ({}).", role.label_en()),
    );
    show_state(report, folder, role, console);
}

/// That nothing was left to sign.
fn show_finished(report: &Report, folder: &Path, role: Role, console: &Console) {
    let count = report.count;
    console.tell(
        format!("Cả {count} văn bản đã có chữ ký này từ trước ({}); không ký thêm, không cần mã PIN.", role.label_vi()),
        format!(
            "All {count} documents had this signature before ({}); nothing was signed, no PIN is needed.",
            role.label_en()
        ),
    );
    show_state(report, folder, role, console);
}

fn show_state(report: &Report, folder: &Path, role: Role, console: &Console) {
    for line in &report.signers {
        let trial = if line.software_key {
            console.say(" — khóa phần mềm, chỉ để thử", " — software key, for trials only")
        } else {
            ""
        };
        let label = Role::from_code(&line.role).map(|role| console.say(role.label_vi(), role.label_en()));
        console.line(format!("  {}: {}{trial}", label.unwrap_or(&line.role), line.subject));
    }
    let place = typed(folder);
    if report.closed {
        console.tell("Lô đã đủ chữ ký:", "The batch has every signature:");
        for (vi, en, name) in [
            ("văn bản đã ký", "signed documents", "signed"),
            ("biên bản", "report", "report.html"),
            ("danh sách cho trang tra cứu", "list for the service", "register.jsonl"),
        ] {
            let path = typed(&folder.join(name));
            console.tell(format!("  {vi}: {path}"), format!("  {en}: {path}"));
        }
        return;
    }
    let roles = Kind::from_code(&report.kind).map_or(&[][..], |kind| kind.roles());
    let digital = roles.iter().filter(|role| !report.not_digital.iter().any(|code| code == role.code()));
    let next = digital.skip_while(|one| **one != role).nth(1);
    if let Some(next) = next {
        console.tell(
            format!("Tiếp theo ({}): vanbang sign {place} --role {next}", next.label_vi()),
            format!("Next ({}): vanbang sign {place} --role {next}", next.label_en()),
        );
    }
}
