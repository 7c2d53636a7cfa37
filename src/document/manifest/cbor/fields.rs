//! The entries of a map whose keys are defined: each taken by its key, none left over.

use super::{Entries, Fault, Items, Value};

/// What is left of a map, by ascending key.
#[derive(Debug, Clone)]
pub struct Fields<'a> {
    entries: Entries<'a>,
    next: Option<(u64, Value<'a>)>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(mut entries: Entries<'a>) -> Fields<'a> {
        let next = entries.next();
        Fields { entries, next }
    }

    /// The value of `key`, which comes next.
    ///
    /// # Errors
    /// [`Fault::KeyUnknown`] when a smaller key comes next, [`Fault::KeyMissing`] when a larger one does.
    pub fn take(&mut self, key: u64) -> Result<Value<'a>, Fault> {
        match self.next {
            Some((found, value)) if found == key => {
                self.next = self.entries.next();
                Ok(value)
            }
            Some((found, _)) if found < key => Err(Fault::KeyUnknown(found)),
            _ => Err(Fault::KeyMissing(key)),
        }
    }

    /// The value of `key`, where it comes next.
    ///
    /// # Errors
    /// [`Fault::KeyUnknown`] when a smaller key comes next.
    pub fn optional(&mut self, key: u64) -> Result<Option<Value<'a>>, Fault> {
        match self.take(key) {
            Err(Fault::KeyMissing(_)) => Ok(None),
            other => other.map(Some),
        }
    }

    /// # Errors
    /// As [`Fields::take`], and [`Fault::ValueOf`] for another type.
    pub fn unsigned(&mut self, key: u64) -> Result<u64, Fault> {
        match self.take(key)? {
            Value::Unsigned(number) => Ok(number),
            _ => Err(Fault::ValueOf(key)),
        }
    }

    /// # Errors
    /// As [`Fields::unsigned`].
    pub fn bytes(&mut self, key: u64) -> Result<&'a [u8], Fault> {
        match self.take(key)? {
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err(Fault::ValueOf(key)),
        }
    }

    /// As many bytes as the protocol defines there.
    ///
    /// # Errors
    /// As [`Fields::unsigned`].
    pub fn exactly<const N: usize>(&mut self, key: u64) -> Result<[u8; N], Fault> {
        self.bytes(key)?.try_into().map_err(|_| Fault::ValueOf(key))
    }

    /// # Errors
    /// As [`Fields::unsigned`].
    pub fn text(&mut self, key: u64) -> Result<&'a str, Fault> {
        match self.take(key)? {
            Value::Text(text) => Ok(text),
            _ => Err(Fault::ValueOf(key)),
        }
    }

    /// # Errors
    /// As [`Fields::unsigned`].
    pub fn array(&mut self, key: u64) -> Result<Items<'a>, Fault> {
        match self.take(key)? {
            Value::Array(items) => Ok(items),
            _ => Err(Fault::ValueOf(key)),
        }
    }

    /// # Errors
    /// As [`Fields::unsigned`].
    pub fn map(&mut self, key: u64) -> Result<Entries<'a>, Fault> {
        match self.take(key)? {
            Value::Map(entries) => Ok(entries),
            _ => Err(Fault::ValueOf(key)),
        }
    }

    /// A text that is always the same: the label of the format.
    ///
    /// # Errors
    /// As [`Fields::unsigned`], and [`Fault::ValueOf`] for another text.
    pub fn label(&mut self, key: u64, label: &str) -> Result<(), Fault> {
        if self.text(key)? == label { Ok(()) } else { Err(Fault::ValueOf(key)) }
    }

    /// Nothing is left.
    ///
    /// # Errors
    /// [`Fault::KeyUnknown`].
    pub fn finish(self) -> Result<(), Fault> {
        self.next.map_or(Ok(()), |(key, _)| Err(Fault::KeyUnknown(key)))
    }
}
