//! `vanbang trust`: keeps the trust folder, with fingerprints and where each anchor came from.

use std::fs;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use vanbang::signature::x509::Certificate;
use vanbang::signature::x509::revocation::Evidence;
use vanbang::verify::{TrustFolder, read_certificate_path};

use super::{Session, directory, seal};
use crate::cli::{Trust, TrustAdd, TrustRemove};
use crate::failure::Failure;
use crate::input;
use crate::provenance::{self, Provenance};
use crate::published;
use crate::show::{Console, fingerprint, local_date, typed};

pub fn run(command: Trust, session: &Session) -> Result<u8, Failure> {
    let folder = session.configuration.trust_folder().ok_or_else(|| {
        Failure::new("NO_TRUST_FOLDER", "không biết đặt thư mục tin cậy ở đâu", "no place for a trust folder")
            .hint("Hãy dùng --office THƯ-MỤC", "Give --office DIR")
    })?;
    match command {
        Trust::Add(arguments) => add(&folder, &arguments, session)?,
        Trust::Seal(arguments) => return seal::run(&arguments, session),
        Trust::Directory(command) => directory::run(&command, &folder, session)?,
        Trust::List => list(&folder, session.console)?,
        Trust::Remove(arguments) => remove(&folder, &arguments, session.console)?,
    }
    Ok(0)
}

fn add(folder: &Path, arguments: &TrustAdd, session: &Session) -> Result<(), Failure> {
    let console = session.console;
    let mut wanted = Vec::new();
    for file in &arguments.files {
        wanted.extend(read_certificate_path(file)?);
    }
    let kept = folder.join(if arguments.tsa { "tsa" } else { "anchors" });
    let mut records = provenance::read(folder)?;
    for (file, certificate) in wanted {
        describe(&certificate, console);
        note_leaf(&certificate, console);
        let confirmed = confirm(&certificate, arguments.yes, console)?;
        let sha256 = HEXLOWER.encode(&certificate.sha256());
        input::make_folder(&kept)?;
        let name = sha256.get(..16).unwrap_or(&sha256);
        input::write(&kept.join(format!("{name}.pem")), certificate.to_pem().as_bytes())?;
        records.retain(|known| known.sha256 != sha256);
        records.push(Provenance {
            sha256,
            subject: certificate.subject().to_owned(),
            source: arguments.source.clone().unwrap_or_else(|| file.display().to_string()),
            confirmed,
            added: session.at,
        });
        provenance::write(folder, &records)?;
        console.tell("  Đã thêm vào danh sách tin cậy.", "  Added to the trust folder.");
    }
    Ok(())
}

/// How the fingerprint was confirmed; a root that we do not know needs a person's word.
fn confirm(certificate: &Certificate, yes: bool, console: &Console) -> Result<String, Failure> {
    if let Some(known) = published::of_fingerprint(&certificate.sha256()) {
        console.tell(
            format!("  Trùng dấu vân tay đã công bố của {} ({})", known.name_vi, known.address),
            format!("  Equals the published fingerprint of {} ({})", known.name_en, known.address),
        );
        return Ok(format!("{}{}", provenance::PUBLISHED, known.name_en));
    }
    console.tell(
        "  Chúng tôi KHÔNG biết chứng thư gốc này. Hãy đối chiếu dấu vân tay với nguồn chính thức.",
        "  This root is NOT known to us. Compare the fingerprint with an official source.",
    );
    if yes {
        return Ok("--yes".into());
    }
    if console.can_ask() && console.ask("  Dấu vân tay đúng, thêm vào?", "  The fingerprint is right, add it?") {
        return Ok(provenance::BY_PERSON.into());
    }
    Err(Failure::new(
        "ANCHOR_NOT_CONFIRMED",
        "chứng thư gốc chưa được xác nhận nên không thêm",
        "the root was not confirmed and was not added",
    )
    .hint("Đã đối chiếu dấu vân tay thì thêm --yes", "Give --yes once the fingerprint has been compared"))
}

/// Subject, fingerprint and validity, as people compare them.
pub fn describe(certificate: &Certificate, console: &Console) {
    console.line(certificate.subject());
    console.line(format!("  SHA-256: {}", fingerprint(&certificate.sha256())));
    let (from, until) = (local_date(certificate.not_before()), local_date(certificate.not_after()));
    console.tell(format!("  Hiệu lực: {from} – {until}"), format!("  Valid: {from} – {until}"));
}

fn note_leaf(certificate: &Certificate, console: &Console) {
    if !certificate.is_ca() {
        console.tell(
            "  Không phải chứng thư của cơ quan cấp: chỉ chính nó được tin.",
            "  Not the certificate of an authority: only itself will be trusted.",
        );
    }
}

fn list(folder: &Path, console: &Console) -> Result<(), Failure> {
    console.tell(format!("Thư mục tin cậy: {}", typed(folder)), format!("Trust folder: {}", typed(folder)));
    if !folder.is_dir() {
        console.tell("  (chưa có)", "  (does not exist yet)");
        return Ok(());
    }
    let trust = TrustFolder::read(folder)?;
    let records = provenance::read(folder)?;
    let parts = [
        ("Chứng thư gốc:", "Anchors:", &trust.anchors),
        ("Gốc của dịch vụ dấu thời gian:", "Timestamp anchors:", &trust.tsa_anchors),
        ("Chứng thư trung gian (không phải gốc tin cậy):", "Intermediates (not trusted):", &trust.intermediates),
    ];
    for (vi, en, certificates) in parts {
        if certificates.is_empty() {
            continue;
        }
        console.tell(vi, en);
        for (file, certificate) in certificates {
            describe(certificate, console);
            note_leaf(certificate, console);
            let sha256 = HEXLOWER.encode(&certificate.sha256());
            match records.iter().find(|known| known.sha256 == sha256) {
                Some(known) => console.tell(
                    format!(
                        "  Nguồn: {}; xác nhận: {}; thêm ngày {}",
                        known.source,
                        known.confirmed_vi(),
                        local_date(known.added)
                    ),
                    format!(
                        "  Source: {}; confirmed by {}; added {}",
                        known.source,
                        known.confirmed,
                        local_date(known.added)
                    ),
                ),
                None => console.tell(
                    format!("  Nguồn: không ghi lại ({})", file.display()),
                    format!("  Source: not recorded ({})", file.display()),
                ),
            }
        }
    }
    revocation(&trust.evidence, console);
    if let Some(directory) = &trust.directory {
        console.tell("Đơn vị trong danh bạ:", "Organisations in the directory:");
        for one in directory.organisations() {
            console.line(format!(
                "  {} — {} ({})",
                one.org(),
                console.say(one.name_vi(), one.name_en()),
                one.certificates().len()
            ));
        }
    }
    Ok(())
}

/// The lists at hand, and until when they answer.
fn revocation(evidence: &Evidence, console: &Console) {
    if evidence.crls.is_empty() && evidence.responses.is_empty() {
        return;
    }
    console.tell("Dữ liệu thu hồi (crls/):", "Revocation data (crls/):");
    for crl in &evidence.crls {
        let (issuer, count, from) = (crl.issuer(), crl.entries(), local_date(crl.this_update()));
        let until = crl.next_update().map(local_date).unwrap_or_else(|| "?".into());
        console.tell(
            format!("  CRL của {issuer}: {count} chứng thư bị thu hồi; hiệu lực {from} – {until}"),
            format!("  CRL of {issuer}: {count} certificates revoked; in force {from} – {until}"),
        );
    }
    for response in &evidence.responses {
        let at = local_date(response.produced_at());
        console.tell(format!("  Phản hồi OCSP ngày {at}"), format!("  OCSP response of {at}"));
    }
}

fn remove(folder: &Path, arguments: &TrustRemove, console: &Console) -> Result<(), Failure> {
    let wanted: String =
        arguments.fingerprint.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_lowercase();
    let trust = TrustFolder::read(folder)?;
    let every: Vec<&(PathBuf, Certificate)> = trust.anchors.iter().chain(&trust.tsa_anchors).collect();
    let matching: Vec<_> =
        every.iter().filter(|(_, one)| HEXLOWER.encode(&one.sha256()).starts_with(&wanted)).collect();
    let (count, enough) = (matching.len(), wanted.len() >= 8);
    let [(file, certificate)] = matching.as_slice() else {
        return Err(Failure::new(
            "ANCHOR_NOT_FOUND",
            format!("dấu vân tay {wanted} ứng với {count} chứng thư"),
            format!("the fingerprint {wanted} matches {count} certificates"),
        )
        .hint("Xem danh sách: vanbang trust list", "See: vanbang trust list"));
    };
    if !enough {
        return Err(Failure::new(
            "FINGERPRINT_TOO_SHORT",
            "cần ít nhất 8 chữ số của dấu vân tay",
            "give at least 8 digits of the fingerprint",
        )
        .hint("Xem danh sách: vanbang trust list", "See: vanbang trust list"));
    }
    let rest: String =
        every.iter().filter(|(other, one)| other == file && one != certificate).map(|(_, one)| one.to_pem()).collect();
    if rest.is_empty() {
        fs::remove_file(file).map_err(|error| Failure::io(file, "không xóa được", "cannot be removed", &error))?;
    } else {
        input::write(file, rest.as_bytes())?;
    }
    let sha256 = HEXLOWER.encode(&certificate.sha256());
    let mut records = provenance::read(folder)?;
    records.retain(|known| known.sha256 != sha256);
    provenance::write(folder, &records)?;
    console.tell(format!("Đã bỏ: {}", certificate.subject()), format!("Removed: {}", certificate.subject()));
    Ok(())
}
