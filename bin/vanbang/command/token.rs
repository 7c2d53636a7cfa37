//! `vanbang token`: what is plugged in, and whether it is fit to sign, without spending a PIN attempt.

use std::path::Path;

use vanbang::signature::token::modules::find_modules;
use vanbang::signature::token::pkcs11::PinState;
use vanbang::signature::token::{TokenCertificate, TokenInfo, check, list};

use super::{Session, sign};
use crate::cli::{Token, TokenCheck, TokenList};
use crate::failure::Failure;
use crate::show::{Console, fingerprint, local_date};
use crate::signer;

pub fn run(command: &Token, session: &Session) -> Result<u8, Failure> {
    match command {
        Token::List(arguments) => list_all(arguments, session.console),
        Token::Check(arguments) => check_one(arguments, session),
    }
}

fn list_all(arguments: &TokenList, console: &Console) -> Result<u8, Failure> {
    if let Some(module) = &arguments.module {
        let tokens = list(module)?;
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
        // One driver that fails must not hide the others.
        match list(&module.path) {
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
    let role = arguments.role.as_deref().map(sign::role).transpose()?;
    let table = signer::settings(&arguments.signer, role, session)?;
    let module = table.module.clone().ok_or_else(|| {
        Failure::new("NO_MODULE", "chưa chỉ ra thư viện PKCS#11", "no PKCS#11 module was named").hint(
            "Hãy dùng --module THƯ-VIỆN (xem: vanbang token list), hoặc --role đã ghi trong vanbang.toml",
            "Give --module PATH (see: vanbang token list), or a --role that vanbang.toml knows",
        )
    })?;
    let found = check(&signer::selection(&module, &table), session.at)?;
    show_token(&found.token, console);
    if let Some(certificate) = &found.certificate {
        show_certificate(certificate, console);
    }
    for problem in &found.problems {
        console.failure(&Failure::from(problem.clone()));
    }
    if !found.problems.is_empty() {
        return Ok(crate::COULD_NOT_RUN);
    }
    console.tell("Token sẵn sàng để ký. Mã PIN chưa được thử.", "The token is fit to sign. No PIN attempt was spent.");
    Ok(0)
}
