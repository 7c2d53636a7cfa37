//! The JSON of a record: its head, then what is stated, always in the same order.

use serde::Deserialize;

use super::{Error, Kind, OrgId, Salt, Supersedes};

/// Declares what a kind states, and beside it the record as it is written: the head, then the same
/// members. (Flattening one into the other would let unknown and doubled members pass.)
macro_rules! statement {
    (
        $(#[doc = $about:literal])*
        $statement:ident, $wire:ident, $schema:literal, $description:literal {
            $( $(#[$meta:meta])* $field:ident: $type:ty, )*
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        pub struct $statement {
            $( $(#[$meta])* pub $field: $type, )*
        }

        #[derive(serde::Serialize, serde::Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[cfg_attr(test, schemars(title = $schema, description = $description))]
        #[serde(deny_unknown_fields)]
        pub struct $wire {
            /// Kind and version.
            #[cfg_attr(test, schemars(extend("const" = $schema)))]
            schema: String,
            /// The organisation that closes the record.
            #[cfg_attr(test, schemars(regex(pattern = r"^[a-z0-9][a-z0-9.-]{1,62}[a-z0-9]$")))]
            org: String,
            /// Base64url without padding of 16 random bytes.
            #[cfg_attr(test, schemars(regex(pattern = r"^[A-Za-z0-9_-]{21}[AQgw]$")))]
            salt: String,
            $( $(#[$meta])* $field: $type, )*
        }

        impl $crate::document::record::Issued for $statement {
            fn organisation(&self) -> &$crate::document::record::Organisation {
                &self.organisation
            }

            fn issue(&self) -> &$crate::document::record::Issue {
                &self.issue
            }

            fn supersedes(&self) -> Option<&$crate::document::record::Supersedes> {
                self.supersedes.as_ref()
            }
        }

        impl $crate::document::record::wire::Wired for $statement {
            type Wire = $wire;

            fn wire(&self, head: $crate::document::record::wire::Head) -> $wire {
                let $crate::document::record::wire::Head { schema, org, salt } = head;
                let $statement { $($field),* } = self.clone();
                $wire { schema, org, salt, $($field),* }
            }

            fn superseding(self, supersedes: $crate::document::record::Supersedes) -> $statement {
                $statement { supersedes: Some(supersedes), ..self }
            }

            fn says_the_same(&self, other: &$statement) -> bool {
                let $statement { issue, supersedes, .. } = other.clone();
                $statement { issue, supersedes, ..self.clone() } == *other
            }

            fn unwire(wire: $wire) -> $statement {
                let $wire { $($field,)* .. } = wire;
                $statement { $($field),* }
            }
        }
    };
}
pub(super) use statement;

/// A statement that [`statement!`] declared.
pub trait Wired: Sized {
    type Wire: serde::Serialize + serde::de::DeserializeOwned;

    fn wire(&self, head: Head) -> Self::Wire;

    fn unwire(wire: Self::Wire) -> Self;

    /// The same, as the document that replaces another one.
    fn superseding(self, supersedes: Supersedes) -> Self;

    /// Whether both state the same, whenever issued and whatever replaced.
    fn says_the_same(&self, other: &Self) -> bool;
}

/// What is read first, whatever the kind.
#[derive(Debug, Deserialize)]
pub struct Head {
    #[serde(default)]
    pub schema: String,
    #[serde(default)]
    pub org: String,
    #[serde(default)]
    pub salt: String,
}

impl Head {
    pub(super) fn new(kind: Kind, org: &OrgId, salt: &Salt) -> Head {
        Head { schema: kind.schema().to_owned(), org: org.as_str().to_owned(), salt: salt.text() }
    }

    pub(super) fn read(json: &[u8]) -> Result<Head, Error> {
        // Serde would take an array for an object whose members are not named.
        if !json.trim_ascii_start().starts_with(b"{") {
            return Err(Error::Json { line: 1, column: 1, detail: "expected an object".to_owned() });
        }
        serde_json::from_slice(json).map_err(|error| Error::json(&error))
    }
}

/// The bytes of a record that states this.
pub(super) fn write<S: Wired>(statement: &S, head: Head) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(&statement.wire(head)).map_err(|error| Error::Write { detail: error.to_string() })
}

/// What a record of this kind states, not yet checked as a whole.
pub(super) fn read<S: Wired>(json: &[u8]) -> Result<S, Error> {
    serde_json::from_slice(json).map(S::unwire).map_err(|error| Error::json(&error))
}
