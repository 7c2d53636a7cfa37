//! Whether a token's certificate may sign, asked before its key is used: path, validity, status, purpose and
//! key, by what the office trusts.

use chrono::{DateTime, TimeDelta, Utc};
use vanbang::sign::Check;
use vanbang::signature::token::check_certificate;
use vanbang::signature::x509::Certificate;
use vanbang::verify::{Fitness, Network, Revocation, Trust, TrustFolder, judge_signer, judge_signer_online};

use crate::command::Session;
use crate::failure::Failure;
use crate::show::{Console, local_date};

/// From so many days before its end a certificate is told to be renewed.
const RENEWAL_DAYS: i64 = 30;

/// What signers are judged by.
pub struct Judge {
    trust: Trust,
    network: Option<Network>,
}

impl Judge {
    pub fn of(session: &Session) -> Result<Self, Failure> {
        let configuration = &session.configuration;
        let revocation = Revocation::from(configuration.revocation_of_signers());
        let Some(folder) = configuration.trust_folder().filter(|folder| folder.is_dir()) else {
            return Ok(Judge { trust: Trust { revocation, ..Trust::default() }, network: None });
        };
        let network = if revocation == Revocation::Ignore { None } else { Network::open(&folder)? };
        Ok(Judge { trust: TrustFolder::read(&folder)?.policy(revocation).trust, network })
    }

    /// What was found and leaned on, if the certificate may sign; what should be known is told.
    ///
    /// # Errors
    /// Why it must not.
    pub fn require(
        &self,
        certificate: &Certificate,
        beside: &[Certificate],
        session: &Session,
    ) -> Result<Check, Failure> {
        let (at, console) = (session.at, session.console);
        check_certificate(certificate, at)?;
        if self.trust.anchors.is_empty() {
            return Err(no_anchor());
        }
        let (fitness, failures) = match &self.network {
            Some(network) => judge_signer_online(certificate, beside, &self.trust, network, at),
            None => (judge_signer(certificate, beside, &self.trust, at), Vec::new()),
        };
        let Fitness { objection, notes, questions, evidence } = fitness;
        if let Some(finding) = objection {
            for failure in &failures {
                console.note(format!("Lưu ý: {}", failure.message_vi()), format!("Note: {failure}"));
            }
            let refused = Failure::new(
                finding.code,
                format!("chứng thư số {} không được dùng để ký. {}", certificate.common_name(), finding.message_vi),
                format!("the certificate {} must not sign. {}", certificate.common_name(), finding.message_en),
            );
            return Err(if questions.is_empty() {
                refused.hint(REFUSED.0, REFUSED.1)
            } else {
                refused.hint(UNKNOWN.0, UNKNOWN.1)
            });
        }
        for note in &notes {
            console.note(format!("Lưu ý: {}", note.message_vi), format!("Note: {}", note.message_en));
        }
        tell_days_left(certificate, at, console);
        Ok(Check { at, notes, evidence })
    }
}

const REFUSED: (&str, &str) = (
    "Khóa chưa được dùng lần nào. Hãy xem: vanbang trust list; chứng thư hết hạn hay bị thu hồi thì liên hệ nơi cấp.",
    "The key was not used. See: vanbang trust list; for an expired or revoked certificate ask its issuer.",
);

const UNKNOWN: (&str, &str) = (
    "Khóa chưa được dùng lần nào. Hãy nối mạng và khai báo máy chủ của nơi cấp trong trust/fetch.toml, hoặc đặt danh sách thu hồi vào trust/crls; nếu đơn vị chấp nhận ký khi chưa rõ, ghi [sign] revocation = \"prefer\" trong vanbang.toml.",
    "The key was not used. Connect and name the issuer's hosts in trust/fetch.toml, or put its revocation list into trust/crls; an office that accepts signing without knowing says [sign] revocation = \"prefer\" in vanbang.toml.",
);

fn no_anchor() -> Failure {
    Failure::new(
        "NO_TRUST_ANCHOR",
        "chưa có chứng thư gốc tin cậy nào để xét chứng thư số của người ký",
        "there is no trust anchor to judge the signer's certificate by",
    )
    .hint(
        "Khóa chưa được dùng lần nào. Hãy thêm chứng thư gốc của nơi cấp: vanbang trust add TỆP",
        "The key was not used. Add the issuer's root: vanbang trust add FILE",
    )
}

fn tell_days_left(certificate: &Certificate, at: DateTime<Utc>, console: &Console) {
    let left = certificate.not_after() - at;
    if left < TimeDelta::days(RENEWAL_DAYS) {
        let (name, day, days) = (certificate.common_name(), local_date(certificate.not_after()), left.num_days());
        console.note(
            format!("Lưu ý: chứng thư số {name} hết hạn ngày {day}, còn {days} ngày; hãy gia hạn."),
            format!("Note: the certificate {name} expires on {day}, in {days} days; have it renewed."),
        );
    }
}
