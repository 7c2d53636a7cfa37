//! `vanbang sign`: the next role's signature over a batch. The same command resumes.

use std::path::Path;

use vanbang::document::batch::Batch;
use vanbang::document::record::{Kind, Role};
use vanbang::sign::Report;

use super::Session;
use crate::batches;
use crate::cli::Sign;
use crate::failure::Failure;
use crate::show::Console;
use crate::signer;

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
    let table = signer::settings(&arguments.signer, Some(role), session)?;
    let look = signer::look(&table)?;
    // Opened and closed before the PIN is asked: a batch that cannot be read costs no PIN.
    let kind = Batch::open(folder)?.kind();
    let mut key = signer::open(&table, arguments.signer.pin_fd, session)?;
    let report = batches::sign(folder, role, &look, key.signer(), session.console)?;
    if let Some(kind) = kind {
        show(&report, folder, role, kind, session.console);
    }
    Ok(0)
}

fn role(code: &str) -> Result<Role, Failure> {
    Role::from_code(code).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
        Failure::new("ROLE_UNKNOWN", format!("không có vai trò {code}"), format!("there is no role {code}"))
            .hint(format!("Các vai trò: {}", known.join(", ")), format!("Roles: {}", known.join(", ")))
    })
}

/// What was signed, by whom, and what comes next.
pub fn show(report: &Report, folder: &Path, role: Role, kind: Kind, console: &Console) {
    let count = report.count;
    console.tell(
        format!("Đã ký và kiểm tra lại từ đĩa: {count} văn bản ({})", role.label_vi()),
        format!("Signed and verified from disk: {count} documents ({})", role.label_en()),
    );
    for line in &report.signers {
        let trial = if line.software_key {
            console.say(" — khóa phần mềm, chỉ để thử", " — software key, for trials only")
        } else {
            ""
        };
        console.line(format!("  {}: {}{trial}", line.role, line.subject));
    }
    let place = folder.display();
    if report.closed {
        console.tell(
            format!("Lô đã đóng: {place}/signed, biên bản {place}/report.html, danh sách {place}/register.jsonl"),
            format!("The batch is closed: {place}/signed, report {place}/report.html, list {place}/register.jsonl"),
        );
        return;
    }
    let next = kind.roles().iter().skip_while(|one| **one != role).nth(1);
    if let Some(next) = next {
        console.tell(
            format!("Tiếp theo ({}): vanbang sign {place} --role {next}", next.label_vi()),
            format!("Next ({}): vanbang sign {place} --role {next}", next.label_en()),
        );
    }
}
