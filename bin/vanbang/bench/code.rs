//! Codes: symbols of copies from the register encoded one after another, how large they are, and pages
//! to print and read.

use std::path::Path;

use serde_json::{Value, json};
use vanbang::document::code::{Code, symbol};
use vanbang::document::manifest::{self, BatchId, Height, Leaves};
use vanbang::document::record::{Kind, OrgId};
use vanbang::document::template::{Imprint, OwnPress, Press};

use crate::command::bench::{Measured, timed};
use crate::failure::Failure;
use crate::input;
use crate::show::Console;

const COPY: &str = include_str!("../../../examples/records/certified-copy.json");
const TRANSCRIPT: &str = include_str!("../../../examples/record.json");
/// Hosts of 13, 24 and 35 characters, and the longest.
const HOSTS: [&str; 4] = [
    "vb.mau.edu.vn",
    "xac-minh.thpt-mau.edu.vn",
    "xac-minh.thpt-chuyen-mau-hue.edu.vn",
    "xacminh.truong-trung-hoc-pho-thong-chuyen-mau-hue.hue.edu.vn",
];
/// Batches of these sizes have paths of no hash, one, two and three.
const BATCHES: [usize; 4] = [1, 2, 4, 8];
const SHORT_NAME: &str = "Nguyễn Thị Thanh Hương";
const LONG_NAME: &str = "Công Tằng Tôn Nữ Nguyễn Hoàng Thị Bảo Ngọc Quỳnh Anh";
const WIDEST_NAME: &str = "Ễễễễ Ễễễễễễ Ễễễễễễễ Ễễễễễễễ Ễễễễễễễ Ễễễễễễễ Ễễễễễễễ";
const SCHOOL: &str = "Trường THPT chuyên Quốc Học - Huế";

/// A copy to be measured: what it is called in both languages, and what it states beside the example.
struct Sample {
    vi: &'static str,
    en: &'static str,
    name: &'static str,
    school: Option<&'static str>,
    long_numbers: bool,
}

const fn sample(vi: &'static str, en: &'static str, name: &'static str, school: Option<&'static str>) -> Sample {
    Sample { vi, en, name, school, long_numbers: false }
}

const SAMPLES: [Sample; 6] = [
    sample("tên 22 chữ", "name of 22 letters", SHORT_NAME, None),
    sample("tên 22 chữ, trường", "22 letters, school", SHORT_NAME, Some(SCHOOL)),
    sample("tên 52 chữ", "name of 52 letters", LONG_NAME, None),
    Sample {
        long_numbers: true, ..sample("tên 52 chữ, số hiệu dài", "52 letters, long numbers", LONG_NAME, None)
    },
    sample("tên 52 chữ, trường", "52 letters, school", LONG_NAME, Some(SCHOOL)),
    sample("tên 52 chữ ba byte", "52 letters of three bytes", WIDEST_NAME, None),
];

impl Sample {
    /// The record in its exact bytes; `number` makes it another copy.
    fn record(&self, number: usize) -> Result<Vec<u8>, Failure> {
        let mut record: Value = serde_json::from_str(COPY).map_err(|error| damaged(&error.to_string()))?;
        let mut set = |place: &str, value: Value| {
            if let Some(member) = record.pointer_mut(place) {
                *member = value;
            }
        };
        let long = |short: &str, long: &str| json!(if self.long_numbers { long } else { short });
        set("/salt", json!(format!("{number:A>21}A")));
        set("/diploma/holder/full_name", json!(self.name));
        set("/diploma/serial_no", long("A 01234567", "A 0123456789012"));
        set("/diploma/register_no", long("0171/TC/2023", "0171/TC-THPT/2023"));
        set("/copy/copy_register_no", long("12/BS/2026", "0012/BSVB-TH/2026"));
        set("/diploma/school_name", json!(self.school.unwrap_or("Trường THPT Mẫu")));
        if let Some(Value::Object(diploma)) = record.pointer_mut("/diploma") {
            diploma.insert("classification".to_owned(), json!("Trung bình khá"));
        }
        Ok(record.to_string().into_bytes())
    }

    /// A copy in a batch of so many: the record and its opening.
    fn sealed(&self, batch: usize) -> Result<(Vec<u8>, Vec<u8>), Failure> {
        let org = OrgId::new("thpt-mau.hue").map_err(|error| damaged(&error.to_string()))?;
        let records = (0..batch).map(|number| self.record(number)).collect::<Result<Vec<_>, _>>()?;
        let documents: Result<Vec<_>, _> =
            records.iter().map(|record| manifest::Document::of_record(&org, record)).collect();
        let leaves = documents.and_then(|documents| {
            Leaves::with_height(&org, BatchId::from_bytes(*b"measured"), Height::HIGHEST, documents)
        });
        let leaves = leaves.map_err(|error| damaged(&error.to_string()))?;
        let record = records.into_iter().next().unwrap_or_default();
        let leaf = leaves.find(&Code::derive(&record).id()).ok_or_else(|| damaged("no leaf"))?;
        let opening = leaf.opening.to_bytes().to_vec();
        Ok((record, opening))
    }
}

fn damaged(what: &str) -> Failure {
    Failure::new("SAMPLE_INVALID", format!("dữ liệu mẫu hỏng: {what}"), format!("the sample data is damaged: {what}"))
}

/// `count` symbols of the F form on one thread.
pub fn measure(count: usize, keep: Option<&Path>) -> Result<Measured, Failure> {
    let sealed = SAMPLES.iter().map(|sample| sample.sealed(1)).collect::<Result<Vec<_>, _>>()?;
    let sealed: Vec<_> = sealed.iter().map(|(record, opening)| (Code::derive(record), opening)).collect();
    if let Some(folder) = keep {
        write_pages(folder)?;
    }
    let (elapsed, cpu, ()) = timed(|| {
        for (code, opening) in sealed.iter().cycle().take(count) {
            symbol::printed(code, HOSTS[0], Some(opening))?;
        }
        Ok(())
    })?;
    Ok(Measured { elapsed, cpu, pages: None, raw_per_second: None })
}

/// Bytes, version and module of each sample, for batches with paths of every length and hosts of every kind.
pub fn show_sizes(console: &Console) -> Result<(), Failure> {
    let hosts: Vec<String> = HOSTS.iter().take(3).map(|host| host.len().to_string()).collect();
    console.tell(
        format!("Dạng F: byte, phiên bản và mm mỗi ô, với tên miền {} ký tự; S: in dạng S", hosts.join(" / ")),
        format!(
            "Form F: bytes, version and mm a module, for hosts of {} characters; S: printed as S",
            hosts.join(" / ")
        ),
    );
    for sample in &SAMPLES {
        let mut cells = Vec::new();
        for batch in BATCHES {
            let (record, opening) = sample.sealed(batch)?;
            let code = Code::derive(&record);
            let sizes = HOSTS.iter().take(3).map(|host| size(&code, host, &opening)).collect::<Result<Vec<_>, _>>()?;
            cells.push(format!("{} B {}", opening.len(), sizes.join(" / ")));
        }
        console.line(format!("{}: {}", console.say(sample.vi, sample.en), cells.join(" · ")));
    }
    Ok(())
}

fn size(code: &Code, host: &str, opening: &[u8]) -> Result<String, Failure> {
    let (symbol, form) = symbol::printed(code, host, Some(opening))?;
    let module = f64::from(symbol.side_um()) / f64::from(symbol.size()) / 1e3;
    let f = format!("V{} {module:.3}", symbol.version());
    Ok(if form == symbol::PrintedForm::F { f } else { "S".to_owned() })
}

/// A page for each version that is printed, as `FORM-VERSION.pdf`, and the text of its code beside it.
fn write_pages(folder: &Path) -> Result<(), Failure> {
    input::make_folder(folder)?;
    let transcript = OwnPress::vendored(Kind::TranscriptYearSecondary)?;
    let record = TRANSCRIPT.trim_end().as_bytes();
    for host in [HOSTS[0], HOSTS[1], HOSTS[3]] {
        write_page(folder, &transcript, record, Imprint { host, opening: None })?;
    }
    let copies = OwnPress::vendored(Kind::CertifiedCopy)?;
    for (sample, batch) in [(0, 4), (1, 2), (2, 8)] {
        if let Some(sample) = SAMPLES.get(sample) {
            let (record, opening) = sample.sealed(batch)?;
            write_page(folder, &copies, &record, Imprint { host: HOSTS[0], opening: Some(&opening) })?;
        }
    }
    Ok(())
}

fn write_page(folder: &Path, press: &OwnPress, record: &[u8], imprint: Imprint<'_>) -> Result<(), Failure> {
    let code = Code::derive(record);
    let drawn = press.draw(record, imprint)?;
    let (symbol, _) = symbol::printed(&code, imprint.host, imprint.opening)?;
    let (form, text) = match imprint.opening {
        Some(opening) => ("f", code.f_text(imprint.host, opening)?),
        None => ("s", code.s_text(imprint.host)?),
    };
    let name = format!("{form}-{}", symbol.version());
    input::write(&folder.join(format!("{name}.pdf")), &drawn.pdf)?;
    input::write(&folder.join(format!("{name}.txt")), text.as_bytes())
}
