//! The questions about one file: each asked once in each way, all together within one time.

use std::collections::BTreeSet;
use std::io;
use std::thread;
use std::time::Instant;

use super::address::Address;
use super::cache::Key;
use super::error::Error;
use super::{Network, client, ocsp};
use crate::signature::x509::revocation::{self, Evidence, Question, RevocationStatus};

/// Requests at once; a file with three signers has about four.
const MAX_AT_ONCE: usize = 8;
/// Requests for one file.
const MAX_REQUESTS: usize = 32;

/// In this order: a response is small, and speaks of one certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Ocsp,
    Crl,
}

/// Asks for one file, until its time is over.
#[derive(Debug)]
pub struct Inquiry<'n> {
    network: &'n Network,
    began: Instant,
    asked: BTreeSet<Key>,
    failures: Vec<Error>,
}

/// One question, put to one host.
struct Request<'q> {
    question: &'q Question,
    way: Way,
    address: Address,
    key: Key,
}

impl<'n> Inquiry<'n> {
    pub(super) fn new(network: &'n Network) -> Self {
        Self { network, began: Instant::now(), asked: BTreeSet::new(), failures: Vec::new() }
    }

    /// Evidence for certificates without an answer: first OCSP responses, then lists for those whom the
    /// responses did not settle. To be called again with what is still unanswered, until nothing comes.
    pub fn ask(&mut self, questions: &[Question]) -> Evidence {
        for way in [Way::Ocsp, Way::Crl] {
            let mut found = Evidence::default();
            for requests in self.requests(way, questions).chunks(MAX_AT_ONCE) {
                found.merge(self.send(requests, self.deadline(way)));
            }
            if !found.is_empty() {
                return found;
            }
        }
        Evidence::default()
    }

    /// Why some answers are missing: each host once for each reason.
    pub fn into_failures(self) -> Vec<Error> {
        self.failures
    }

    /// Half of the time at most goes to responders, so that lists have theirs.
    fn deadline(&self, way: Way) -> Instant {
        let time = self.network.configuration.limits.time;
        self.began + if way == Way::Ocsp { time / 2 } else { time }
    }

    /// What the certificates name and the operator permits, and was not asked yet.
    fn requests<'q>(&mut self, way: Way, questions: &'q [Question]) -> Vec<Request<'q>> {
        let mut requests = Vec::new();
        for question in questions {
            let addresses = match way {
                Way::Ocsp => question.certificate.ocsp_addresses(),
                Way::Crl => question.certificate.crl_addresses(),
            };
            for address in addresses {
                let address = match self.network.configuration.permit(&address) {
                    Ok(Some(address)) => address,
                    Ok(None) => continue,
                    Err(error) => {
                        self.note(error);
                        continue;
                    }
                };
                let place = address.to_string();
                let key = match way {
                    Way::Ocsp => Key::of(&[b"ocsp", place.as_bytes(), &ocsp::certificate_id(question)]),
                    Way::Crl => Key::of(&[b"crl", place.as_bytes()]),
                };
                if self.asked.len() < MAX_REQUESTS && self.asked.insert(key.clone()) {
                    requests.push(Request { question, way, address, key });
                }
            }
        }
        requests
    }

    /// Asks all at the same time and waits for the last.
    fn send(&mut self, requests: &[Request], deadline: Instant) -> Evidence {
        let network = self.network;
        let answers = thread::scope(|scope| {
            let ask = |request| thread::Builder::new().spawn_scoped(scope, move || network.answer(request, deadline));
            let under_way: Vec<_> = requests.iter().map(ask).collect();
            let joined = under_way.into_iter().zip(requests).map(|(thread, request)| {
                let lost = |cause| Error::Unreachable { host: request.address.origin.name(), cause };
                let thread = thread.map_err(lost)?;
                thread.join().unwrap_or_else(|_| Err(lost(io::Error::other("the client failed"))))
            });
            joined.collect::<Vec<Result<Evidence, Error>>>()
        });
        let mut found = Evidence::default();
        for answer in answers {
            match answer {
                Ok(evidence) => found.merge(evidence),
                Err(error) => self.note(error),
            }
        }
        found
    }

    fn note(&mut self, error: Error) {
        // That a host rests says nothing new where it is told why.
        let rests = matches!(error, Error::Resting { .. });
        let says_the_same = |known: &Error| known.host() == error.host() && (rests || known.code() == error.code());
        if !self.failures.iter().any(says_the_same) {
            self.failures.push(error);
        }
    }
}

impl Network {
    /// From the cache if it answers the question still, else from the host.
    fn answer(&self, request: &Request, deadline: Instant) -> Result<Evidence, Error> {
        let Request { question, address, key, .. } = request;
        if let Some(kept) = self.kept(request) {
            return Ok(kept);
        }
        let (host, origin) = (address.origin.name(), address.origin.to_string());
        if deadline <= Instant::now() {
            return Err(Error::Time { host });
        }
        if self.resting.rests(&origin) || self.resting.rests(key.as_str()) {
            return Err(Error::Resting { host });
        }
        let fetched = self.fetch(request, deadline);
        match &fetched {
            Ok((evidence, bytes)) if settles(question, evidence) => self.cache.store(key, bytes),
            Err(error) if error.concerns_host() => self.resting.put(origin),
            // What does not answer now will not do so in a second either.
            _ => self.resting.put(key.as_str().to_owned()),
        }
        fetched.map(|(evidence, _)| evidence)
    }

    fn kept(&self, request: &Request) -> Option<Evidence> {
        let bytes = self.cache.load(&request.key, self.most(request.way))?;
        let evidence = Evidence::read(&bytes).ok()?;
        settles(request.question, &evidence).then_some(evidence)
    }

    /// The evidence, and the bytes of it that are worth keeping.
    fn fetch(&self, request: &Request, deadline: Instant) -> Result<(Evidence, Vec<u8>), Error> {
        let Request { question, way, address, .. } = request;
        let host = &address.origin.name();
        match way {
            Way::Ocsp => {
                let asked = ocsp::Request::new(question)?;
                let post = client::Question::Post { media_type: ocsp::REQUEST_TYPE, body: &asked.der };
                let answer = self.client.ask(address, post, self.most(*way), deadline)?;
                let response = asked.accept(&answer, host)?;
                let bytes = response.basic_der().to_vec();
                Ok((Evidence { responses: vec![response], ..Evidence::default() }, bytes))
            }
            Way::Crl => {
                let answer = self.client.ask(address, client::Question::Get, self.most(*way), deadline)?;
                let broken = |cause| Error::Evidence { host: host.clone(), cause };
                let crls = Evidence::read(&answer).map_err(broken)?.crls;
                if crls.is_empty() {
                    return Err(broken(revocation::Error::None));
                }
                let bytes = crls.iter().flat_map(|crl| crl.der()).copied().collect();
                Ok((Evidence { crls, ..Evidence::default() }, bytes))
            }
        }
    }

    /// Bytes of an answer that are read.
    fn most(&self, way: Way) -> usize {
        match way {
            Way::Ocsp => ocsp::MAX_ANSWER,
            Way::Crl => self.configuration.limits.crl_bytes,
        }
    }
}

/// Whether the evidence answers the question by itself, either way.
fn settles(question: &Question, evidence: &Evidence) -> bool {
    !matches!(question.answer_by(evidence), RevocationStatus::Unknown { .. })
}
