//! The operations of a content stream (ISO 32000-2 clause 7.8.2), one after another.

use super::lexer::Lexer;
use super::parser::parse_object;
use super::{Budget, Error, Limit, Limits, Value};

/// An operator with the operands before it.
#[derive(Debug)]
pub struct Operation<'c> {
    pub operator: &'c [u8],
    pub operands: Vec<Value>,
}

/// More operands than any operator takes; a ToUnicode map has two hundred (ISO 32000-2 clause 9.10.3).
const OPERANDS: usize = 512;

/// Reads decoded content. An inline image ends it: its data has no syntax of its own.
pub struct Operations<'c, 'l> {
    lexer: Lexer<'c>,
    limits: &'l Limits,
    budget: &'l mut Budget,
    ended: bool,
}

impl<'c, 'l> Operations<'c, 'l> {
    pub fn new(content: &'c [u8], limits: &'l Limits, budget: &'l mut Budget) -> Self {
        Operations { lexer: Lexer::new(content, 0), limits, budget, ended: false }
    }

    fn read(&mut self) -> Result<Option<Operation<'c>>, Error> {
        let mut operands = Vec::new();
        let over = Error::over(Limit::Values, self.limits.values);
        self.budget.values = self.budget.values.checked_sub(1).ok_or(over)?;
        loop {
            self.lexer.skip_white_space();
            let Some(byte) = self.lexer.peek_byte() else {
                return if operands.is_empty() { Ok(None) } else { Err(self.error("operands without an operator")) };
            };
            if byte.is_ascii_alphabetic() || matches!(byte, b'\'' | b'"') {
                let before = self.lexer.clone();
                match self.lexer.regular_run() {
                    b"true" | b"false" | b"null" => self.lexer = before,
                    operator => return Ok(Some(Operation { operator, operands })),
                }
            }
            if operands.len() >= OPERANDS {
                return Err(self.error("too many operands"));
            }
            operands.push(parse_object(&mut self.lexer, self.limits, self.budget)?.value);
        }
    }

    fn error(&self, what: &str) -> Error {
        Error::syntax(self.lexer.position, what)
    }
}

impl<'c> Iterator for Operations<'c, '_> {
    type Item = Result<Operation<'c>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let read = self.read().transpose();
        self.ended = match &read {
            Some(Ok(operation)) => operation.operator == b"BI",
            _ => true,
        };
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_carry_their_operands_and_end_at_what_is_broken() {
        let limits = Limits::default();
        let read = |content: &[u8]| {
            let mut budget = limits.budget();
            Operations::new(content, &limits, &mut budget)
                .map(|operation| operation.map(|one| (one.operator.to_vec(), one.operands.len())))
                .collect::<Result<Vec<_>, _>>()
        };
        let drawn = read(b"q 1 0 0 1 2 3 cm BT /F1 12 Tf [(a) -20 <62>] TJ (c) ' ET Q").unwrap();
        let counts: Vec<usize> = drawn.iter().map(|(_, operands)| *operands).collect();
        assert_eq!(counts, [0, 6, 0, 2, 1, 1, 0, 0]);
        assert_eq!(read(b"BI /W 1 ID \x00( EI").unwrap(), [(b"BI".to_vec(), 0)]);
        assert!(read(b"(open Tj").is_err() && read(b"1 2").is_err());
    }
}
