//! `vanbang export`: records and registered diplomas under a partner's field names.

use std::path::Path;

use vanbang::document::batch::Batch;
use vanbang::document::export::{Item, MAPPINGS, Mapping, fill, to_csv, to_json};
use vanbang::document::record::{Kind, MAX_RECORD_BYTES};
use vanbang::document::register::Register;

use super::Session;
use crate::cli::{Export, ExportFormat};
use crate::failure::Failure;
use crate::input;
use crate::show::typed;

pub fn run(arguments: &Export, session: &Session) -> Result<u8, Failure> {
    let console = session.console;
    let mapping = Mapping::of(&arguments.to).ok_or_else(|| unknown(&arguments.to))?;
    let mut items = Vec::new();
    for source in &arguments.sources {
        items.extend(read(source, mapping)?);
    }
    let tables = fill(mapping, &items);
    let (count, name) = (items.len(), mapping.name());
    match (arguments.format, &arguments.out) {
        (ExportFormat::Json, None) => {
            console.line(String::from_utf8_lossy(&to_json(mapping, &tables)).trim_end());
            return Ok(0);
        }
        (ExportFormat::Json, Some(file)) => input::write(file, &to_json(mapping, &tables))?,
        (ExportFormat::Csv, Some(folder)) => {
            input::make_folder(folder)?;
            for filled in &tables {
                let csv = to_csv(filled).map_err(|error| {
                    Failure::new(
                        "EXPORT_FAILED",
                        "không ghi được bảng",
                        format!("the table cannot be written: {error}"),
                    )
                })?;
                input::write(&folder.join(format!("{}.csv", filled.table.name)), &csv)?;
            }
        }
        (ExportFormat::Csv, None) => {
            return Err(Failure::new("USAGE", "csv cần --out THƯ-MỤC", "csv needs --out DIR")
                .hint("Mỗi bảng là một tệp trong thư mục ấy.", "Each table is a file in that folder."));
        }
    }
    let place = arguments.out.as_deref().map(typed).unwrap_or_default();
    console.tell(
        format!("Đã xuất {count} mục theo {name} vào {place}. Tệp có dữ liệu cá nhân: chỉ gửi cho nơi nhận."),
        format!("{count} items are exported by {name} to {place}. They hold personal data: for the partner alone."),
    );
    Ok(0)
}

fn read(source: &Path, mapping: &Mapping) -> Result<Vec<Item>, Failure> {
    let taken = |(item, kind): (Item, Kind)| {
        if mapping.kinds.contains(&kind) { Ok(item) } else { Err(not_taken(kind, mapping)) }
    };
    if Batch::exists(source) {
        let batch = Batch::open(source)?;
        let documents = batch.documents().map(|one| {
            let planned = one.planned()?;
            taken(Item::record(Some(one.id), planned.bytes())?)
        });
        return documents.collect();
    }
    if source.extension().is_some_and(|extension| extension == "sqlite") {
        if !mapping.kinds.contains(&Kind::CertifiedCopy) {
            return Err(not_taken(Kind::CertifiedCopy, mapping));
        }
        let diplomas = Register::open(source)?.diplomas()?;
        return Ok(diplomas.iter().map(|one| Item::diploma(&one.diploma, one.status())).collect());
    }
    let json = input::read(source, MAX_RECORD_BYTES as u64)?;
    Ok(vec![taken(Item::record(None, &json)?)?])
}

fn unknown(partner: &str) -> Failure {
    let known: Vec<&str> = MAPPINGS.iter().map(|mapping| mapping.partner).collect();
    let known = known.join(", ");
    Failure::new("EXPORT_UNKNOWN", format!("không biết nơi nhận {partner}"), format!("there is no partner {partner}"))
        .hint(format!("Các nơi nhận: {known}"), format!("Partners: {known}"))
}

fn not_taken(kind: Kind, mapping: &Mapping) -> Failure {
    Failure::new(
        "EXPORT_KIND",
        format!("{} không nhận loại này: {}", mapping.name(), kind.label_vi()),
        format!("{} does not take this kind: {}", mapping.name(), kind.label_en()),
    )
    .hint("Xem bảng trong docs/exports.md.", "See the tables in docs/exports.md.")
}
