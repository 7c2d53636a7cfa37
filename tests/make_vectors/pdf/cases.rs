//! Cases as they are collected: the name, what is expected, the story, the bytes.

use super::super::vector::Vector;
use super::hands::TRUST;

/// The cases made so far, and the standard that decides on the next.
pub struct Cases {
    pub made: Vec<Vector>,
    clause: &'static str,
}

impl Cases {
    pub fn new() -> Self {
        Cases { made: Vec::new(), clause: "" }
    }

    pub fn clause(&mut self, clause: &'static str) {
        self.clause = clause;
    }

    /// An honest file.
    pub fn accept(&mut self, name: &str, story: &str, bytes: Vec<u8>) {
        let vector = self.vector("pdf/accept", name, story, bytes).not_telling(&["MODIFIED_AFTER_SIGNING"]);
        self.push(vector);
    }

    /// An honest file that is one of ours through and through.
    pub fn authentic(&mut self, name: &str, story: &str, bytes: Vec<u8>) {
        let mut vector = self.vector("pdf/accept", name, story, bytes);
        vector.expectation.authentic = true;
        self.push(vector);
    }

    /// An attack, and the code that decides.
    pub fn reject(&mut self, name: &str, reason: &str, story: &str, bytes: Vec<u8>) {
        let vector = self.vector("pdf/reject", name, story, bytes).failed(reason);
        self.push(vector);
    }

    /// A file of which nobody can tell.
    pub fn indeterminate(&mut self, name: &str, reason: &str, story: &str, bytes: Vec<u8>) {
        let vector = self.vector("pdf/indeterminate", name, story, bytes).indeterminate(reason);
        self.push(vector);
    }

    /// A file of which nobody claims anything.
    pub fn unsigned(&mut self, name: &str, reason: &str, story: &str, bytes: Vec<u8>) {
        let vector = self.vector("pdf/indeterminate", name, story, bytes).expect("unsigned", reason);
        self.push(vector);
    }

    /// Not even a PDF: there is no verdict.
    pub fn unreadable(&mut self, name: &str, reason: &str, story: &str, bytes: Vec<u8>) {
        let vector = self.vector("pdf/indeterminate", name, story, bytes).expect("unreadable", reason);
        self.push(vector);
    }

    fn push(&mut self, vector: Vector) {
        self.made.push(vector);
    }

    fn vector(&self, folder: &'static str, name: &str, story: &str, bytes: Vec<u8>) -> Vector {
        let mut parts = name.splitn(3, '-');
        let (Some(family), Some(number), Some(words)) = (parts.next(), parts.next(), parts.next()) else {
            panic!("{name} is not ID and words");
        };
        Vector::new(folder, &format!("{family}-{number}"), words, "pdf", TRUST, bytes).story(story, self.clause)
    }
}
