//! The object types of ISO 32000-2 clause 7.3, each with the place it was read from.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Name;

/// Object number and generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId {
    pub number: u32,
    pub generation: u16,
}

/// A value and the bytes it came from: offsets in the file, or in the decoded object stream.
#[derive(Debug, Clone)]
pub struct Node {
    pub value: Value,
    pub start: usize,
    pub end: usize,
}

#[derive(Debug, Clone)]
pub enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    /// A real keeps its text, so that writing it again changes nothing.
    Real(String),
    Name(Name),
    String {
        bytes: Vec<u8>,
        hexadecimal: bool,
    },
    Array(Vec<Node>),
    Dictionary(Dictionary),
    Reference(ObjectId),
}

/// A dictionary without duplicate keys, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    pub entries: Vec<(Name, Node)>,
}

impl Dictionary {
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|(name, _)| *name == *key.as_bytes()).map(|(_, node)| node)
    }

    pub fn value(&self, key: &str) -> Option<&Value> {
        self.get(key).map(|node| &node.value)
    }

    pub fn name(&self, key: &str) -> Option<&[u8]> {
        self.value(key).and_then(Value::as_name)
    }

    pub fn integer(&self, key: &str) -> Option<i64> {
        self.value(key).and_then(Value::as_integer)
    }

    pub fn keys(&self) -> impl Iterator<Item = &[u8]> {
        self.entries.iter().map(|(name, _)| name.as_slice())
    }

    /// The entries by key.
    pub fn sorted(&self) -> BTreeMap<&[u8], &Node> {
        self.entries.iter().map(|(key, node)| (key.as_slice(), node)).collect()
    }

    /// Replaces or adds a value that we wrote, hence without a place in any file.
    pub fn set(&mut self, key: &str, value: Value) {
        let node = Node::new(value);
        match self.entries.iter_mut().find(|(name, _)| *name == *key.as_bytes()) {
            Some((_, old)) => *old = node,
            None => self.entries.push((Name::from(key.as_bytes()), node)),
        }
    }
}

impl Node {
    pub fn new(value: Value) -> Self {
        Node { value, start: 0, end: 0 }
    }
}

impl Value {
    pub fn name(text: &str) -> Self {
        Value::Name(Name::from(text.as_bytes()))
    }

    pub fn array(values: impl IntoIterator<Item = Value>) -> Self {
        Value::Array(values.into_iter().map(Node::new).collect())
    }

    pub fn as_name(&self) -> Option<&[u8]> {
        if let Value::Name(name) = self { Some(name) } else { None }
    }

    pub fn as_integer(&self) -> Option<i64> {
        if let Value::Integer(number) = self { Some(*number) } else { None }
    }

    /// An integer or a real.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Value::Integer(number) => Some(*number as f64),
            Value::Real(text) => text.parse().ok(),
            _ => None,
        }
    }

    pub fn as_array(&self) -> Option<&[Node]> {
        if let Value::Array(items) = self { Some(items) } else { None }
    }

    pub fn as_dictionary(&self) -> Option<&Dictionary> {
        if let Value::Dictionary(dictionary) = self { Some(dictionary) } else { None }
    }

    pub fn as_reference(&self) -> Option<ObjectId> {
        if let Value::Reference(id) = self { Some(*id) } else { None }
    }
}

/// What stands between `obj` and `endobj`.
#[derive(Debug, Clone)]
pub enum Body {
    Plain(Node),
    /// The stream's dictionary and the range of its encoded data in the file.
    Stream {
        dictionary: Dictionary,
        data: Range<usize>,
    },
}

/// An indirect object as one revision defines it.
#[derive(Debug, Clone)]
pub struct IndirectObject {
    pub id: ObjectId,
    pub body: Body,
    /// From the object number to the end of `endobj`; for an object inside an object stream, its
    /// place in the decoded stream.
    pub span: Range<usize>,
    /// The object stream that holds it.
    pub container: Option<u32>,
    /// What it names, gathered once because it is followed many times.
    pub(super) references: Box<[ObjectId]>,
}

impl IndirectObject {
    /// The dictionary, of a stream too.
    pub fn dictionary(&self) -> Option<&Dictionary> {
        match &self.body {
            Body::Plain(node) => node.value.as_dictionary(),
            Body::Stream { dictionary, .. } => Some(dictionary),
        }
    }

    /// The value, where it is not a stream.
    pub fn value(&self) -> Option<&Value> {
        match &self.body {
            Body::Plain(node) => Some(&node.value),
            Body::Stream { .. } => None,
        }
    }
}
