//! Reads the paths that a Rust source names, with the line and the module each stands in. It knows
//! comments, strings, attributes, `use` trees and inline modules, and nothing else of the language.

/// One path as written, or one leaf of a `use` tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPath {
    pub segments: Vec<String>,
    pub line: usize,
    /// Inline modules around it, outermost first.
    pub inline: Vec<String>,
    /// Inside an item under `#[cfg(test)]`.
    pub in_test: bool,
    pub in_use: bool,
}

/// `mod name;`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    pub name: String,
    /// What a `#[path = "…"]` in front of it says.
    pub file: Option<String>,
    pub inline: Vec<String>,
    pub in_test: bool,
    pub line: usize,
}

#[derive(Debug, Default)]
pub struct Source {
    pub paths: Vec<NamedPath>,
    /// Modules that stand in files of their own.
    pub declared: Vec<Declared>,
    /// Lines with the keyword `async`.
    pub async_lines: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    /// A plain string, unescaped; other literals are left out.
    Text(String),
    PathSeparator,
    Sign(char),
}

/// Tokens with their lines, without comments.
fn tokens(text: &str) -> Vec<(Token, usize)> {
    let characters: Vec<char> = text.chars().collect();
    let at = |index: usize| characters.get(index).copied().unwrap_or('\0');
    let (mut found, mut index, mut line) = (Vec::new(), 0, 1);
    while index < characters.len() {
        let start = index;
        match at(index) {
            '/' if at(index + 1) == '/' => {
                while index < characters.len() && at(index) != '\n' {
                    index += 1;
                }
            }
            '/' if at(index + 1) == '*' => index = block_comment_end(&characters, index),
            '"' => {
                index = string_end(&characters, index);
                let text = characters.get(start + 1..index.saturating_sub(1)).unwrap_or_default();
                found.push((Token::Text(text.iter().collect()), line));
            }
            '\'' => index = quote_end(&characters, index),
            ':' if at(index + 1) == ':' => {
                found.push((Token::PathSeparator, line));
                index += 2;
            }
            'r' | 'b' | 'c' if literal_end(&characters, index).is_some() => {
                index = literal_end(&characters, index).unwrap_or(index + 1);
            }
            letter if letter == '_' || letter.is_alphanumeric() => {
                if letter == 'r' && at(index + 1) == '#' {
                    index += 2;
                }
                let from = index;
                while at(index) == '_' || at(index).is_alphanumeric() {
                    index += 1;
                }
                found.push((Token::Word(characters[from..index].iter().collect()), line));
            }
            other => {
                if !other.is_whitespace() {
                    found.push((Token::Sign(other), line));
                }
                index += 1;
            }
        }
        line += characters[start..index.min(characters.len())].iter().filter(|character| **character == '\n').count();
    }
    found
}

fn block_comment_end(characters: &[char], from: usize) -> usize {
    let (mut index, mut depth) = (from, 0);
    while index < characters.len() {
        match (characters[index], characters.get(index + 1)) {
            ('/', Some('*')) => (depth, index) = (depth + 1, index + 2),
            ('*', Some('/')) => (depth, index) = (depth - 1, index + 2),
            _ => index += 1,
        }
        if depth == 0 {
            break;
        }
    }
    index
}

fn string_end(characters: &[char], from: usize) -> usize {
    let mut index = from + 1;
    while index < characters.len() && characters[index] != '"' {
        index += if characters[index] == '\\' { 2 } else { 1 };
    }
    index + 1
}

/// Behind a character literal, or behind the quote of a lifetime.
fn quote_end(characters: &[char], from: usize) -> usize {
    if characters.get(from + 1) == Some(&'\\') {
        let closing = characters.iter().skip(from + 3).position(|character| *character == '\'');
        return closing.map_or(characters.len(), |offset| from + 4 + offset);
    }
    if characters.get(from + 2) == Some(&'\'') { from + 3 } else { from + 1 }
}

/// Behind `b"…"`, `c"…"`, `b'…'`, `r"…"`, `r#"…"#` and their mixtures; nothing for a plain word.
fn literal_end(characters: &[char], from: usize) -> Option<usize> {
    let mut index = from;
    while index < from + 2 && matches!(characters.get(index), Some('b' | 'c' | 'r')) {
        index += 1;
    }
    let raw = characters[from..index].contains(&'r');
    let hashes = characters[index..].iter().take_while(|character| **character == '#').count();
    match characters.get(index + hashes) {
        Some('"') if raw => {
            let closing: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
            let body = index + hashes + 1;
            let offset = characters[body..].windows(closing.len()).position(|window| window == closing);
            Some(offset.map_or(characters.len(), |offset| body + offset + closing.len()))
        }
        Some('"') if hashes == 0 => Some(string_end(characters, index)),
        Some('\'') if hashes == 0 && !raw => Some(quote_end(characters, index)),
        _ => None,
    }
}

struct Reader {
    tokens: Vec<(Token, usize)>,
    position: usize,
    source: Source,
    /// Open blocks: the inline module it is, if it is one, and whether it is under `#[cfg(test)]`.
    blocks: Vec<(Option<String>, bool)>,
    parentheses: usize,
    /// A `#[cfg(test)]` whose item has not begun its block, and the parentheses it was met in.
    test_attribute: Option<usize>,
    path_attribute: Option<String>,
}

/// Everything `text` names.
pub fn read(text: &str) -> Source {
    let mut reader = Reader {
        tokens: tokens(text),
        position: 0,
        source: Source::default(),
        blocks: Vec::new(),
        parentheses: 0,
        test_attribute: None,
        path_attribute: None,
    };
    while reader.position < reader.tokens.len() {
        reader.step();
    }
    reader.source
}

impl Reader {
    fn token(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.position + ahead).map(|(token, _)| token)
    }

    fn word(&self, ahead: usize) -> Option<&str> {
        if let Some(Token::Word(word)) = self.token(ahead) { Some(word) } else { None }
    }

    fn sign(&self, ahead: usize, sign: char) -> bool {
        self.token(ahead) == Some(&Token::Sign(sign))
    }

    fn line(&self) -> usize {
        self.tokens.get(self.position).map_or(0, |(_, line)| *line)
    }

    fn step(&mut self) {
        match self.token(0).cloned() {
            Some(Token::Sign('#')) if self.sign(1, '[') || (self.sign(1, '!') && self.sign(2, '[')) => self.attribute(),
            Some(Token::Sign('{')) => self.open_block(None),
            Some(Token::Sign('}')) => {
                self.blocks.pop();
                self.test_attribute = None;
                self.position += 1;
            }
            Some(Token::Sign(sign)) => {
                match sign {
                    '(' | '[' => self.parentheses += 1,
                    ')' | ']' => self.parentheses = self.parentheses.saturating_sub(1),
                    ',' | ';' if self.test_attribute.is_some_and(|depth| self.parentheses <= depth) => {
                        self.test_attribute = None;
                    }
                    _ => {}
                }
                self.position += 1;
            }
            Some(Token::Word(word)) => match word.as_str() {
                "use" if !self.sign(1, '<') => self.use_item(),
                "mod" if self.word(1).is_some() => self.module(),
                _ => self.path(),
            },
            Some(Token::PathSeparator | Token::Text(_)) => self.position += 1,
            None => {}
        }
    }

    fn attribute(&mut self) {
        self.position += if self.sign(1, '!') { 2 } else { 1 };
        let (start, mut depth) = (self.position, 0);
        while let Some(token) = self.token(0) {
            match token {
                Token::Sign('[' | '(') => depth += 1,
                Token::Sign(']' | ')') => depth -= 1,
                _ => {}
            }
            self.position += 1;
            if depth == 0 {
                break;
            }
        }
        let inside = &self.tokens[start..self.position];
        let has = |name: &str| inside.iter().any(|(token, _)| matches!(token, Token::Word(word) if word == name));
        if has("cfg") && has("test") && !has("not") && !has("any") {
            self.test_attribute = Some(self.parentheses);
        }
        if let [_, (Token::Word(word), _), _, (Token::Text(file), _), ..] = inside
            && word == "path"
        {
            self.path_attribute = Some(file.clone());
        }
    }

    fn in_test(&self) -> bool {
        self.test_attribute.is_some() || self.blocks.iter().any(|(_, test)| *test)
    }

    fn open_block(&mut self, module: Option<String>) {
        let test = self.test_attribute.take().is_some();
        self.blocks.push((module, test));
        self.position += 1;
    }

    fn module(&mut self) {
        let (name, line) = (self.word(1).unwrap_or_default().to_owned(), self.line());
        let file = self.path_attribute.take();
        self.position += 2;
        if self.sign(0, '{') {
            self.open_block(Some(name));
        } else {
            let (inline, in_test) = (self.inline(), self.in_test());
            self.source.declared.push(Declared { name, file, inline, in_test, line });
        }
    }

    fn inline(&self) -> Vec<String> {
        self.blocks.iter().filter_map(|(module, _)| module.clone()).collect()
    }

    fn push(&mut self, segments: Vec<String>, line: usize, in_use: bool) {
        let inline = self.inline();
        let in_test = self.in_test();
        self.source.paths.push(NamedPath { segments, line, inline, in_test, in_use });
    }

    /// A path in code. One word alone is a path only when it is `crate` or `super`.
    fn path(&mut self) {
        let line = self.line();
        let before =
            self.position.checked_sub(1).and_then(|index| self.tokens.get(index)).map(|(token, _)| token.clone());
        let mut segments = vec![self.word(0).unwrap_or_default().to_owned()];
        self.position += 1;
        while self.token(0) == Some(&Token::PathSeparator) {
            let Some(word) = self.word(1) else { break };
            segments.push(word.to_owned());
            self.position += 2;
        }
        if segments == ["async"] {
            self.source.async_lines.push(line);
        }
        let visibility = before == Some(Token::Sign('(')) && self.sign(0, ')');
        let root_alone = matches!(segments[0].as_str(), "crate" | "super") && !visibility;
        if before != Some(Token::Sign('.')) && (segments.len() > 1 || root_alone) {
            self.push(segments, line, false);
        }
    }

    /// Every leaf of a `use` tree.
    fn use_item(&mut self) {
        self.position += 1;
        let mut prefixes: Vec<Vec<String>> = Vec::new();
        let mut current: Vec<String> = Vec::new();
        let mut line = self.line();
        while let Some(token) = self.token(0).cloned() {
            match token {
                Token::Word(word) if word == "as" => self.position += 1,
                Token::Word(word) if word == "self" && !current.is_empty() => {}
                Token::Word(word) => {
                    if current.len() == prefixes.last().map_or(0, Vec::len) {
                        line = self.line();
                    }
                    current.push(word);
                }
                Token::Sign('*') => current.push("*".to_owned()),
                Token::Sign('{') => prefixes.push(current.clone()),
                Token::Sign(sign @ (',' | '}' | ';')) => {
                    let prefix = prefixes.last().cloned().unwrap_or_default();
                    let closed_group = self.tokens[self.position - 1].0 == Token::Sign('}');
                    if !closed_group && !current.is_empty() && self.tokens[self.position - 1].0 != Token::Sign(',') {
                        self.push(current.clone(), line, true);
                    }
                    current = prefix;
                    if sign == '}' {
                        prefixes.pop();
                    }
                    if sign == ';' {
                        self.position += 1;
                        self.test_attribute = None;
                        return;
                    }
                }
                _ => {}
            }
            self.position += 1;
        }
    }
}
