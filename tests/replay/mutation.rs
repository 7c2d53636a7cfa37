//! Mutations of seeds: of their bytes, of the numbers in them, and of the elements of their DER, so that
//! what is inside is reached although lengths are checked first.

/// A stream of mutations, the same for the same name.
pub struct Mutator {
    state: u64,
}

impl Mutator {
    pub fn new(name: &str) -> Self {
        // FNV-1a; never zero, at which the generator would stand still.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self { state: hash | 1 }
    }

    /// Marsaglia's xorshift64*.
    fn next(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    /// A number below `limit`, or 0.
    fn below(&mut self, limit: usize) -> usize {
        (self.next() as usize) % limit.max(1)
    }

    /// One of several.
    pub fn pick<'s, T>(&mut self, from: &'s [T]) -> &'s T {
        &from[self.below(from.len())]
    }

    fn byte(&mut self) -> u8 {
        let random = self.next() as u8;
        *self.pick(&[0x00, 0x01, 0x7f, 0x80, 0xff, 0x30, 0x31, 0xa0, random, random, random])
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length);
        let end = start + self.below((length - start).min(64) + 1);
        start..end
    }

    /// One to four changes of `seed`; `other` gives parts to splice in.
    pub fn mutate(&mut self, seed: &[u8], other: &[u8]) -> Vec<u8> {
        let mut input = seed.to_vec();
        let changes = 1 + self.below(16).saturating_sub(12);
        for _ in 0..changes {
            match self.below(12) {
                0 | 1 => self.flip(&mut input),
                2 => input.truncate(self.below(input.len())),
                3 => drop(input.drain(self.range(input.len()))),
                4 => self.repeat(&mut input),
                5 => self.splice(&mut input, other),
                6 => self.number(&mut input),
                7 => self.length(&mut input),
                _ => self.elements(&mut input, other),
            }
        }
        input
    }

    fn flip(&mut self, input: &mut [u8]) {
        let place = self.below(input.len());
        let value = self.byte();
        let bit = 1 << self.below(8);
        if let Some(byte) = input.get_mut(place) {
            *byte = if value & 1 == 0 { *byte ^ bit } else { value };
        }
    }

    fn repeat(&mut self, input: &mut Vec<u8>) {
        let part = input[self.range(input.len())].to_vec();
        let place = self.below(input.len() + 1);
        input.splice(place..place, part);
    }

    fn splice(&mut self, input: &mut Vec<u8>, other: &[u8]) {
        let part = other[self.range(other.len())].to_vec();
        let place = self.range(input.len());
        input.splice(place, part);
    }

    /// Another number where digits stand.
    fn number(&mut self, input: &mut Vec<u8>) {
        let digits: Vec<usize> = (0..input.len()).filter(|place| input[*place].is_ascii_digit()).collect();
        if digits.is_empty() {
            return self.flip(input);
        }
        let start = *self.pick(&digits);
        let end = (start..input.len()).find(|place| !input[*place].is_ascii_digit()).unwrap_or(input.len());
        let number = *self.pick(&["0", "1", "-1", "65536", "2147483648", "99999999999999999999"]);
        input.splice(start..end, number.bytes());
    }

    /// A length octet one off, behind a byte that may be a tag.
    fn length(&mut self, input: &mut [u8]) {
        let tags: Vec<usize> = (1..input.len())
            .filter(|place| matches!(input[place - 1], 0x02..=0x06 | 0x30 | 0x31 | 0xa0..=0xa3))
            .collect();
        if tags.is_empty() {
            return self.flip(input);
        }
        let place = *self.pick(&tags);
        input[place] = *self.pick(&[input[place].wrapping_add(1), input[place].wrapping_sub(1), 0x80, 0x84]);
    }

    /// An element of the DER changed, with all lengths around it made right again.
    fn elements(&mut self, input: &mut Vec<u8>, other: &[u8]) {
        let (Some(mut tree), Some(foreign)) = (read(input, 0), read(other, 0)) else {
            return self.flip(input);
        };
        let foreign: Vec<&Element> = all(&foreign);
        let (place, value, choice) = (self.below(all(&tree).len()), self.byte(), self.below(8));
        let given = (*self.pick(&foreign)).clone();
        change(&mut tree, &mut { place }, &mut |list, index| match choice {
            0 => drop(list.remove(index)),
            1 => list.insert(index, list[index].clone()),
            2 => list.insert(index, given.clone()),
            3 => list[index] = given.clone(),
            4 => list[index].tag ^= 1 << (value % 8),
            5 => list.swap(index, 0),
            _ => match &mut list[index].content {
                Content::Bytes(bytes) => match bytes.last_mut() {
                    Some(last) => *last = value,
                    None => bytes.push(value),
                },
                Content::Elements(elements) => elements.reverse(),
            },
        });
        *input = tree.iter().flat_map(write).collect();
    }
}

#[derive(Clone)]
struct Element {
    tag: u8,
    content: Content,
}

#[derive(Clone)]
enum Content {
    Bytes(Vec<u8>),
    Elements(Vec<Element>),
}

/// Elements one after another; what is inside strings is looked for too, as extensions hold it.
fn read(input: &[u8], depth: usize) -> Option<Vec<Element>> {
    let mut found = Vec::new();
    let mut rest = input;
    while let [tag, first, after @ ..] = rest {
        let digits = if *first < 0x80 { 0 } else { usize::from(first & 0x7f) };
        let (digits, after) = after.split_at_checked(digits).filter(|_| digits <= 3 && *first != 0x80)?;
        let length = match digits {
            [] => usize::from(*first),
            _ => digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)),
        };
        let (value, after) = after.split_at_checked(length)?;
        let inner = (tag & 0x20 != 0 || *tag == 4) && !value.is_empty() && depth < 20;
        let content = match inner.then(|| read(value, depth + 1)).flatten() {
            Some(elements) => Content::Elements(elements),
            None => Content::Bytes(value.to_vec()),
        };
        found.push(Element { tag: *tag, content });
        rest = after;
    }
    (rest.is_empty() && !found.is_empty()).then_some(found)
}

fn write(element: &Element) -> Vec<u8> {
    let value = match &element.content {
        Content::Bytes(bytes) => bytes.clone(),
        Content::Elements(elements) => elements.iter().flat_map(write).collect(),
    };
    let length = match value.len() {
        short @ ..0x80 => vec![short as u8],
        long => {
            let digits: Vec<u8> = long.to_be_bytes().into_iter().skip_while(|digit| *digit == 0).collect();
            [vec![0x80 | digits.len() as u8], digits].concat()
        }
    };
    [vec![element.tag], length, value].concat()
}

/// All elements, the outer before the inner.
fn all(elements: &[Element]) -> Vec<&Element> {
    let inner = |element: &Element| matches!(&element.content, Content::Elements(_));
    let mut found = Vec::new();
    for element in elements {
        found.push(element);
        if let (true, Content::Elements(elements)) = (inner(element), &element.content) {
            found.extend(all(elements));
        }
    }
    found
}

/// Applies a change to the element with this number, in the order of [`all`].
fn change(elements: &mut Vec<Element>, place: &mut usize, apply: &mut dyn FnMut(&mut Vec<Element>, usize)) -> bool {
    for index in 0..elements.len() {
        if *place == 0 {
            apply(elements, index);
            return true;
        }
        *place -= 1;
        if let Content::Elements(inner) = &mut elements[index].content
            && change(inner, place, apply)
        {
            return true;
        }
    }
    false
}
