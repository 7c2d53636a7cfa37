//! Comparing and following objects, without recursion.

use std::collections::BTreeSet;

use super::{Body, File, IndirectObject, ObjectId, Value};

/// Whether two values are the same, wherever they were read from. A real compares by its number, but
/// never equals an integer: readers refuse `8.0` where they want `8`.
pub fn same_value(one: &Value, other: &Value) -> bool {
    let mut pairs = vec![(one, other)];
    while let Some((one, other)) = pairs.pop() {
        let same = match (one, other) {
            (Value::Array(a), Value::Array(b)) => {
                pairs.extend(a.iter().zip(b).map(|(a, b)| (&a.value, &b.value)));
                a.len() == b.len()
            }
            (Value::Dictionary(a), Value::Dictionary(b)) => {
                let twins = b.sorted();
                let mut all = a.entries.len() == b.entries.len();
                for (key, node) in &a.entries {
                    match twins.get(key.as_slice()) {
                        Some(twin) => pairs.push((&node.value, &twin.value)),
                        None => all = false,
                    }
                }
                all
            }
            (Value::String { bytes: a, .. }, Value::String { bytes: b, .. }) => a == b,
            (Value::Name(a), Value::Name(b)) => a == b,
            (Value::Reference(a), Value::Reference(b)) => a == b,
            (Value::Boolean(a), Value::Boolean(b)) => a == b,
            (Value::Null, Value::Null) => true,
            (Value::Integer(a), Value::Integer(b)) => a == b,
            (Value::Real(a), Value::Real(b)) => a == b || same_real(a, b),
            _ => false,
        };
        if !same {
            return false;
        }
    }
    true
}

/// Two ways to write one number. Longer ones overflow in one reader and not in another.
fn same_real(one: &str, other: &str) -> bool {
    const DIGITS: usize = 16;
    let number = |text: &str| text.parse::<f64>().ok().filter(|_| text.len() <= DIGITS);
    number(one).is_some_and(|one| Some(one) == number(other))
}

/// Whether two definitions say the same; streams compare by dictionary and encoded bytes.
pub fn same_object(bytes: &[u8], one: &IndirectObject, other: &IndirectObject) -> bool {
    match (&one.body, &other.body) {
        (Body::Plain(a), Body::Plain(b)) => same_value(&a.value, &b.value),
        (Body::Stream { dictionary: a, data: a_data }, Body::Stream { dictionary: b, data: b_data }) => {
            bytes.get(a_data.clone()) == bytes.get(b_data.clone())
                && same_value(&Value::Dictionary(a.clone()), &Value::Dictionary(b.clone()))
        }
        _ => false,
    }
}

/// All references inside a value, in no particular order.
pub fn references(value: &Value) -> Vec<ObjectId> {
    let mut found = Vec::new();
    visit(value, &mut |value| {
        if let Value::Reference(id) = value {
            found.push(*id);
        }
    });
    found
}

/// Calls `see` for a value and everything directly inside it.
pub fn visit<'v>(value: &'v Value, see: &mut dyn FnMut(&'v Value)) {
    let mut pending = Vec::new();
    let mut next = Some(value);
    while let Some(value) = next {
        see(value);
        match value {
            Value::Array(items) => pending.extend(items.iter().map(|node| &node.value)),
            Value::Dictionary(inner) => pending.extend(inner.entries.iter().map(|(_, node)| &node.value)),
            _ => {}
        }
        next = pending.pop();
    }
}

/// References inside an object, of a stream's dictionary too.
pub fn object_references(object: &IndirectObject) -> &[ObjectId] {
    &object.references
}

/// Numbers of all objects that can be reached in a revision from the given ones.
pub fn reachable(file: &File, revision: usize, from: impl IntoIterator<Item = ObjectId>) -> BTreeSet<u32> {
    reachable_around(file, revision, from, None)
}

/// The same, without going through one object.
pub fn reachable_around(
    file: &File,
    revision: usize,
    from: impl IntoIterator<Item = ObjectId>,
    avoided: Option<ObjectId>,
) -> BTreeSet<u32> {
    let mut seen = vec![false; file.definitions()];
    let avoided = avoided.map(|id| id.number);
    let mut found: Vec<u32> = avoided.into_iter().collect();
    let mut pending: Vec<ObjectId> = from.into_iter().collect();
    while let Some(id) = pending.pop() {
        let Some((place, object)) = file.definition(revision, id.number).filter(|(_, object)| object.id == id) else {
            continue;
        };
        if avoided == Some(id.number) {
            continue;
        }
        if let Some(seen) = seen.get_mut(place).filter(|seen| !**seen) {
            *seen = true;
            found.push(id.number);
            pending.extend(object_references(object));
        }
    }
    found.into_iter().collect()
}
