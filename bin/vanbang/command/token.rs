//! `vanbang token`: what is plugged in, and whether it is fit to sign, without spending a PIN attempt.

use std::path::{Path, PathBuf};

use vanbang::signature::token::modules::find_modules;
use vanbang::signature::token::pkcs11::PinState;
use vanbang::signature::token::{TokenCertificate, TokenInfo};

use super::{Session, sign};
use crate::cli::{Token, TokenCheck, TokenList};
use crate::config::SignerTable;
use crate::driver;
use crate::failure::Failure;
use crate::fitness::Judge;
use crate::show::{Console, fingerprint, local_date, local_time};
use crate::signer;
use crate::token_key::{self, selection};

pub fn run(command: &Token, session: &Session) -> Result<u8, Failure> {
    match command {
        Token::List(arguments) => list_all(arguments, session.console),
        Token::Check(arguments) => check_one(arguments, session),
        Token::Clear(arguments) => clear(arguments, session),
    }
}

fn list_all(arguments: &TokenList, console: &Console) -> Result<u8, Failure> {
    if let Some(module) = &arguments.module {
        let tokens = driver::start(arguments.token_limit)?.list(module)?;
        show_module(module, "", &tokens, console);
        return Ok(0);
    }
    let modules = find_modules();
    if modules.is_empty() {
        return Err(Failure::new(
            "TOKEN_MODULE_NOT_FOUND",
            "không tìm thấy trình điều khiển token nào ở những nơi thường gặp",
            "no token driver was found in the usual places",
        )
        .hint(
            "Hãy cài trình điều khiển kèm theo token, hoặc dùng --module THƯ-VIỆN",
            "Install the driver that came with the token, or give --module PATH",
        ));
    }
    for module in &modules {
        // One driver that fails, or hangs, must not hide the others.
        match driver::start(arguments.token_limit).and_then(|driver| driver.list(&module.path)) {
            Ok(tokens) => show_module(&module.path, module.provider, &tokens, console),
            Err(error) => console.failure(&Failure::from(error)),
        }
    }
    Ok(0)
}

fn show_module(module: &Path, provider: &str, tokens: &[TokenInfo], console: &Console) {
    let provider = if provider.is_empty() { String::new() } else { format!(" ({provider})") };
    console.line(format!("{}{provider}", module.display()));
    if tokens.is_empty() {
        console.tell("  chưa cắm token nào", "  no token is plugged in");
    }
    for token in tokens {
        show_token(token, console);
        for certificate in &token.certificates {
            show_certificate(certificate, console);
        }
        if token.certificates.is_empty() {
            console
                .tell("    không thấy chứng thư nào trước khi đăng nhập", "    no certificate is visible before login");
        }
    }
}

fn show_token(token: &TokenInfo, console: &Console) {
    let (label, serial, maker, model) = (&token.label, &token.serial, &token.manufacturer, &token.model);
    console.tell(
        format!("  Token «{label}», số sê-ri {serial}, {maker} {model}"),
        format!("  Token \"{label}\", serial {serial}, {maker} {model}"),
    );
    let PinState { count_low, final_try, locked, to_be_changed, initialized, pad } = token.pin;
    let states = [
        (!initialized, "chưa đặt mã PIN", "no PIN has been set"),
        (locked, "mã PIN ĐÃ BỊ KHÓA", "the PIN is LOCKED"),
        (final_try, "chỉ còn MỘT lần thử PIN", "only ONE PIN attempt is left"),
        (count_low && !final_try && !locked, "đã bị nhập sai PIN", "a wrong PIN was given before"),
        (to_be_changed, "mã PIN phải được đổi", "the PIN must be changed"),
        (pad, "nhập PIN trên token", "the PIN is typed on the token"),
    ];
    for (_, vi, en) in states.iter().filter(|(holds, ..)| *holds) {
        console.tell(format!("    {vi}"), format!("    {en}"));
    }
}

fn show_certificate(found: &TokenCertificate, console: &Console) {
    let certificate = &found.certificate;
    console.line(format!("    {}", certificate.subject()));
    let id = data_encoding::HEXLOWER.encode(&found.id);
    let (from, until) = (local_date(certificate.not_before()), local_date(certificate.not_after()));
    let label = &found.label;
    console.tell(
        format!("      nhãn «{label}», id:{id}, hiệu lực {from} – {until}"),
        format!("      label \"{label}\", id:{id}, valid {from} – {until}"),
    );
    console.line(format!("      SHA-256: {}", fingerprint(&certificate.sha256())));
}

fn check_one(arguments: &TokenCheck, session: &Session) -> Result<u8, Failure> {
    let console = session.console;
    let (module, table) = named(arguments, session)?;
    let found = driver::start(arguments.signer.token_limit)?.check(&selection(&module, &table), session.at)?;
    show_token(&found.token, console);
    if let Some(certificate) = &found.certificate {
        show_certificate(certificate, console);
    }
    let mut failures: Vec<Failure> = found.problems.iter().cloned().map(Failure::from).collect();
    if let (Some(certificate), true) = (&found.certificate, failures.is_empty()) {
        let on_token = found.token.certificates.iter().map(|one| one.certificate.clone());
        let beside: Vec<_> = on_token.chain(signer::authorities(&table)?).collect();
        failures.extend(Judge::of(session)?.require(&certificate.certificate, &beside, session).err());
    }
    // A token that another run is using can be looked at all the same.
    if let Ok(Some(at)) = token_key::hold(&found.token, session).map(|hold| hold.unsettled().ok().flatten()) {
        let (day, label) = (local_time(at), &found.token.label);
        console.note(
            format!("Lưu ý: mã PIN đưa cho token «{label}» lúc {day} bị từ chối hoặc không rõ kết quả; chạy tự động sẽ không thử lại. Cho phép: vanbang token clear"),
            format!("Note: the PIN given to the token \"{label}\" at {day} was refused or its outcome is unknown; unattended runs do not try again. Allow it: vanbang token clear"),
        );
    }
    failures.iter().for_each(|failure| console.failure(failure));
    if !failures.is_empty() {
        return Ok(crate::COULD_NOT_RUN);
    }
    console.tell("Token sẵn sàng để ký. Mã PIN chưa được thử.", "The token is fit to sign. No PIN attempt was spent.");
    Ok(0)
}

/// The operator vouches for the next PIN.
fn clear(arguments: &TokenCheck, session: &Session) -> Result<u8, Failure> {
    let (module, table) = named(arguments, session)?;
    let found = driver::start(arguments.signer.token_limit)?.check(&selection(&module, &table), session.at)?;
    let (hold, label) = (token_key::hold(&found.token, session)?, &found.token.label);
    match hold.unsettled()? {
        None => session.console.tell(
            format!("Token «{label}» không có lần nhập mã PIN nào phải xác nhận."),
            format!("There is nothing to clear for the token \"{label}\"."),
        ),
        Some(at) => {
            hold.settle()?;
            let day = local_time(at);
            session.console.tell(
                format!("Đã xóa ghi nhớ về mã PIN lúc {day} của token «{label}»: lần chạy sau được thử một lần."),
                format!(
                    "The note on the PIN of {day} for the token \"{label}\" is cleared: the next run may try once."
                ),
            );
        }
    }
    Ok(0)
}

/// The module and the table that the arguments, or a role of the settings, name.
fn named(arguments: &TokenCheck, session: &Session) -> Result<(PathBuf, SignerTable), Failure> {
    let role = arguments.role.as_deref().map(sign::role).transpose()?;
    let table = signer::settings(&arguments.signer, role, session)?;
    let module = table.module.clone().ok_or_else(|| {
        Failure::new("NO_MODULE", "chưa chỉ ra thư viện PKCS#11", "no PKCS#11 module was named").hint(
            "Hãy dùng --module THƯ-VIỆN (xem: vanbang token list), hoặc --role đã ghi trong vanbang.toml",
            "Give --module PATH (see: vanbang token list), or a --role that vanbang.toml knows",
        )
    })?;
    Ok((module, table))
}
