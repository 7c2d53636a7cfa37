//! Problems of workbooks and settings: one line each, by file, sheet and cell.

use vanbang::document::roster::Problem;

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
