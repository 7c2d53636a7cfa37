//! The circulars by worked examples: `tests/rules/*.toml` says what follows from what, by which clause.

#[path = "rules/examples.rs"]
mod examples;
#[path = "rules/second.rs"]
mod second;
#[path = "rules/tt22_2021.rs"]
mod tt22_2021;
#[path = "rules/tt58_2011.rs"]
mod tt58_2011;
#[path = "rules/university.rs"]
mod university;
