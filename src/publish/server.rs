//! A server that is given what an office publishes (docs/protocol.md 10.2): nobody logs in, since everything proves
//! itself. What it has taken it keeps, so an interrupted run goes on.

use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

use data_encoding::HEXLOWER;
use serde::Deserialize;

use super::folder::{put, read};
use super::{Error, Outgoing, Place, State};
use crate::document::manifest::Bundle;
use crate::document::manifest::layout::{self, SERVED, Served};
use crate::document::manifest::limits::{BUNDLE_BYTES, SIGNED_HEAD_BYTES};
use crate::document::manifest::status::SignedHead;
use crate::document::record::OrgId;
use crate::signature::crypto::{random, sha256};
use crate::signature::fetch::{self, Reply, Server};

/// How often one object is sent, and what is waited before the second time; the wait doubles.
const TRIES: u32 = 6;
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// What a server may ask us to wait.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Bytes of its own words, and letters of them that are shown.
const WORDS: usize = 64 * 1024;
const SHOWN: usize = 300;

/// A server, and what it was given by this office.
#[derive(Debug)]
pub struct Remote {
    server: Server,
    /// The file that lists the batches that were taken whole.
    notes: PathBuf,
    /// Everything is sent again, whatever the notes say.
    again: bool,
}

/// What became of something that was sent.
enum Taken {
    New,
    Same,
    /// It was erased there by a lawful request and does not come back.
    Erased,
}

/// A server's own word on why not.
#[derive(Default, Deserialize)]
struct Refusal {
    error: Words,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Words {
    code: String,
    message_vi: String,
    message_en: String,
}

impl Remote {
    /// `notes` is a file of the office's own.
    pub fn new(server: Server, notes: PathBuf, again: bool) -> Self {
        Self { server, notes, again }
    }

    /// Sends until there is an answer that means something, with longer and longer waits.
    fn patiently(&self, ask: &dyn Fn() -> Result<Reply, fetch::Error>) -> Result<Reply, Error> {
        let mut wait = FIRST_WAIT;
        for _ in 1..TRIES {
            let told = match ask() {
                Ok(reply) if !matches!(reply.status, 429 | 502..=504) => return Ok(reply),
                Err(error) if !may_pass(&error) => return Err(self.silent(error)),
                other => other.ok().and_then(|reply| reply.wait).unwrap_or_default(),
            };
            sleep(wait.max(told.min(LONGEST_WAIT)));
            wait *= 2;
        }
        ask().map_err(|error| self.silent(error))
    }

    fn silent(&self, cause: fetch::Error) -> Error {
        Error::Server { host: self.server.name(), cause: Box::new(cause) }
    }

    fn put(&self, path: &str, media_type: &str, body: &[u8]) -> Result<Taken, Error> {
        let reply = self.patiently(&|| self.server.put(path, media_type, body, WORDS))?;
        match reply.status {
            201 => Ok(Taken::New),
            200 => Ok(Taken::Same),
            410 => Ok(Taken::Erased),
            _ => Err(self.refused(&reply)),
        }
    }

    /// What stands at a path, if anything does.
    fn get(&self, path: &str, most: usize) -> Result<Option<Vec<u8>>, Error> {
        let reply = self.patiently(&|| self.server.get(path, most))?;
        match reply.status {
            200 => Ok(Some(reply.body)),
            404 if words(&reply).is_some() => Ok(None),
            _ => Err(self.refused(&reply)),
        }
    }

    fn refused(&self, reply: &Reply) -> Error {
        let host = self.server.name();
        match words(reply) {
            Some(Words { code, message_vi, message_en }) => {
                Error::Refused { host, status: reply.status, code, vi: message_vi, en: message_en }
            }
            None => Error::NotAServer { host, status: reply.status },
        }
    }

    fn put_bundle(&self, batch: &Outgoing) -> Result<Taken, Error> {
        let list = batch.list.as_ref().map_or(&[][..], |list| list.bytes());
        let form = Form::of(&[("bundle", batch.bundle.bytes()), ("list", list)])?;
        let path = format!("/api/v1/publish/batches/{}", batch.batch);
        match self.put(&path, &form.media_type, &form.body) {
            // Somebody renewed it there: what is longer and begins with ours says the same, and more.
            Err(Error::Refused { code, .. }) if code == "BUNDLE_NOT_EXTENDED" && self.serves(batch)? => Ok(Taken::Same),
            taken => taken,
        }
    }

    /// Whether the server serves this bundle, or one that extends it.
    fn serves(&self, batch: &Outgoing) -> Result<bool, Error> {
        let served = self.get(&served(&layout::batch(batch.batch, Served::Bundle)), BUNDLE_BYTES)?;
        Ok(served.and_then(|bytes| Bundle::parse(&bytes).ok()).is_some_and(|there| there.extends(&batch.bundle)))
    }

    /// The line that stands in the notes for a batch that was taken whole.
    fn note(batch: &Outgoing) -> String {
        format!("{} {}", batch.batch, HEXLOWER.encode(&sha256(batch.bundle.bytes())))
    }

    fn notes(&self) -> Result<String, Error> {
        Ok(read(&self.notes)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default())
    }
}

impl Place for Remote {
    fn head(&self, org: &OrgId) -> Result<Option<SignedHead>, Error> {
        let served = self.get(&served(&layout::head(org)), SIGNED_HEAD_BYTES)?;
        Ok(served.map(|bytes| SignedHead::parse(&bytes)).transpose()?)
    }

    /// The manifest comes first: it is what lets the server take the rest.
    fn put_batch(&self, batch: &Outgoing, step: &mut dyn FnMut(usize, usize)) -> Result<usize, Error> {
        let (notes, line) = (self.notes()?, Self::note(batch));
        if !self.again && notes.lines().any(|known| known == line) && self.serves(batch)? {
            return Ok(0);
        }
        let mut written = usize::from(matches!(self.put_bundle(batch)?, Taken::New));
        for (done, (id, envelope)) in (1..).zip(&batch.envelopes) {
            let path = format!("/api/v1/publish/envelopes/{id}");
            let taken = self.put(&path, "application/octet-stream", envelope)?;
            written += usize::from(matches!(taken, Taken::New));
            step(done, batch.envelopes.len());
        }
        let of_others = notes.lines().filter(|known| !known.starts_with(&batch.batch.to_string()));
        let lines: Vec<&str> = of_others.chain([line.as_str()]).collect();
        put(&self.notes, (lines.join("\n") + "\n").as_bytes())?;
        Ok(written)
    }

    fn put_status(&self, state: &State) -> Result<(), Error> {
        let head = state.head.to_bytes();
        let mut fields: Vec<(&str, &[u8])> = vec![("head", &head)];
        let org = &state.head.head().statement().org;
        for part in &state.parts {
            let path = served(&layout::part(org, part.list(), part.digest()));
            if self.get(&path, part.bytes().len().max(WORDS))?.is_none() {
                fields.push(("part", part.bytes()));
            }
        }
        let form = Form::of(&fields)?;
        self.put(&format!("/api/v1/publish/status/{org}"), &form.media_type, &form.body).map(drop)
    }
}

fn served(name: &str) -> String {
    format!("/{SERVED}/{name}")
}

/// What a moment's patience may mend.
fn may_pass(error: &fetch::Error) -> bool {
    use fetch::Error;
    matches!(error, Error::Unreachable { .. } | Error::Time { .. } | Error::UnknownHost { .. })
}

fn words(reply: &Reply) -> Option<Words> {
    let Refusal { error } = serde_json::from_slice(&reply.body).ok()?;
    let plain = |text: String| text.chars().filter(|letter| !letter.is_control()).take(SHOWN).collect::<String>();
    let Words { code, message_vi, message_en } = error;
    (!code.is_empty()).then(|| Words {
        code: plain(code),
        message_vi: plain(message_vi),
        message_en: plain(message_en),
    })
}

/// A body of `multipart/form-data` (RFC 7578).
struct Form {
    media_type: String,
    body: Vec<u8>,
}

impl Form {
    fn of(fields: &[(&str, &[u8])]) -> Result<Self, Error> {
        let border = HEXLOWER.encode(&random::<16>().map_err(|_| Error::Random)?);
        let mut body = Vec::new();
        for (name, bytes) in fields.iter().filter(|(_, bytes)| !bytes.is_empty()) {
            let head = format!("--{border}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{border}--\r\n").as_bytes());
        Ok(Self { media_type: format!("multipart/form-data; boundary={border}"), body })
    }
}
