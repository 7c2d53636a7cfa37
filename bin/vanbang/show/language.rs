//! The language of the messages: Vietnamese unless asked otherwise.

/// One of the two languages that every message has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Language {
    #[default]
    #[value(name = "vi")]
    Vietnamese,
    #[value(name = "en")]
    English,
}

impl Language {
    pub fn pick<T>(self, vi: T, en: T) -> T {
        match self {
            Language::Vietnamese => vi,
            Language::English => en,
        }
    }

    /// English when the locale says so (POSIX order of the variables), else Vietnamese.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let locale =
            ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| variable(name).filter(|value| !value.is_empty()));
        match locale {
            Some(locale) if locale.starts_with("en") => Language::English,
            _ => Language::Vietnamese,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn the_first_set_variable_decides() {
        let of = |pairs: &[(&str, &str)]| {
            Language::of_environment(|name| {
                pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(of(&[]), Language::Vietnamese);
        assert_eq!(of(&[("LANG", "C.UTF-8")]), Language::Vietnamese);
        assert_eq!(of(&[("LANG", "en_US.UTF-8")]), Language::English);
        assert_eq!(of(&[("LC_ALL", "vi_VN.UTF-8"), ("LANG", "en_US.UTF-8")]), Language::Vietnamese);
        assert_eq!(of(&[("LC_ALL", ""), ("LANG", "en_GB")]), Language::English);
    }
}
