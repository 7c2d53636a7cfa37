//! What a document prints and carries beside its record: the code, the host, the place in its batch.

use serde_json::json;

use super::{Error, Fonts, Layout, outline};
use crate::document::code::symbol::{self, PrintedForm};
use crate::document::code::{Code, ShortCode};

/// What is printed and attached beside the record.
#[derive(Clone, Copy)]
pub struct Imprint<'a> {
    /// The host in the code.
    pub host: &'a str,
    /// The record's place in its batch with its claims (protocol.md 5.1). It is attached with the
    /// identifier as `code.bin`, and documents of kinds that [print claims](crate::document::record::Kind::prints_claims) print it.
    pub opening: Option<&'a [u8]>,
}

impl<'a> From<&'a str> for Imprint<'a> {
    /// A document outside of any batch.
    fn from(host: &'a str) -> Imprint<'a> {
        Imprint { host, opening: None }
    }
}

/// The number of files that are printed and not attached.
const PRINTED: usize = 2;

/// What one document alone has: the files that Typst reads, and the code they print.
pub(super) struct Files {
    pub(super) code: Code,
    pub(super) form: PrintedForm,
    /// By path: what the main file prints, then what it attaches.
    pub(super) named: Vec<(&'static str, Vec<u8>)>,
}

impl Files {
    pub(super) fn new(
        layout: &Layout,
        fonts: &Fonts,
        record_json: &[u8],
        imprint: Imprint<'_>,
    ) -> Result<Files, Error> {
        let Imprint { host, opening } = imprint;
        let code = Code::derive(record_json);
        let (symbol, form) = symbol::printed(&code, host, opening.filter(|_| layout.kind().prints_claims()))?;
        let given = json!({
            "family": fonts.family(),
            "host": host.to_ascii_lowercase(),
            "id": code.id().text(),
            "short": ShortCode::of(&code.id()).to_string(),
            "sealed": opening.is_some(),
            "symbol": {
                "side_um": symbol.side_um(),
                "modules": symbol.size(),
            },
        });
        let mut named = vec![
            ("/draw.json", given.to_string().into_bytes()),
            ("/symbol.svg", outline::svg(&symbol).into_bytes()),
            ("/record.json", record_json.to_vec()),
        ];
        if let Some(opening) = opening {
            named.push(("/code.bin", code.attached(opening)?));
        }
        Ok(Files { code, form, named })
    }

    /// What must be attached, in this order.
    pub(super) fn attached(&self) -> Vec<&[u8]> {
        self.named.iter().skip(PRINTED).map(|(_, bytes)| bytes.as_slice()).collect()
    }
}
