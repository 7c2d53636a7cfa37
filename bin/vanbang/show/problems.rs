//! Problems of workbooks and settings, and what was recognised in them: one line each, by file, sheet
//! and cell.

use vanbang::document::roster::{Note, Problem};

use super::Console;

pub fn show(problems: &[Problem], console: &Console) {
    for problem in problems {
        let (place, code) = (&problem.place, problem.code);
        console.tell(
            format!("{place}: {} [{code}]", problem.message_vi),
            format!("{place}: {} [{code}]", problem.message_en),
        );
    }
    let count = problems.len();
    console.tell(
        format!("Có {count} chỗ cần sửa. Chưa lập văn bản nào."),
        format!("{count} problems to correct. Nothing was issued."),
    );
}

/// What the sheets were taken for.
pub fn tell(notes: &[Note], console: &Console) {
    for note in notes {
        let place = &note.place;
        console.tell(format!("{place}: {}", note.message_vi), format!("{place}: {}", note.message_en));
    }
}
