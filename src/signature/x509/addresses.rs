//! Where a certificate says that its status can be asked. These are words of whoever issued it: who
//! follows them decides elsewhere.

use super::Certificate;
use super::general_name::GeneralName;
use crate::signature::crypto::tlv::{self, Element, tag};
use der::asn1::ObjectIdentifier;

const AUTHORITY_INFO_ACCESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.1");
const OCSP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");
const CRL_DISTRIBUTION_POINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.31");
/// Addresses of one kind; real certificates have one to four.
const MAX_ADDRESSES: usize = 8;

impl Certificate {
    /// Its OCSP responders (RFC 5280 section 4.2.2.1), in the order of the certificate. What cannot be
    /// read is none.
    pub fn ocsp_addresses(&self) -> Vec<String> {
        let mut found = Vec::new();
        // What stands before a fault has been read.
        let _ = self.each_of(AUTHORITY_INFO_ACCESS, |element| {
            let mut fields = element.reader(tag::SEQUENCE)?;
            if fields.any()?.oid()? == OCSP {
                note(fields.any()?, &mut found);
            }
            Ok(())
        });
        found
    }

    /// The places of its revocation lists (RFC 5280 section 4.2.1.13), in the order of the certificate.
    /// What cannot be read is none.
    pub fn crl_addresses(&self) -> Vec<String> {
        let mut found = Vec::new();
        let _ = self.each_of(CRL_DISTRIBUTION_POINTS, |element| {
            let Some(point) = element.reader(tag::SEQUENCE)?.optional(tag::constructed(0))? else {
                return Ok(());
            };
            let full_name = Element::whole(point.value)?;
            if full_name.tag == tag::constructed(0) {
                let mut names = tlv::Reader::new(full_name.value);
                while !names.is_empty() {
                    note(names.any()?, &mut found);
                }
            }
            Ok(())
        });
        found
    }

    /// Goes over the elements of an extension that is a SEQUENCE.
    fn each_of<'c>(
        &'c self,
        oid: ObjectIdentifier,
        mut take: impl FnMut(Element<'c>) -> Result<(), tlv::Error>,
    ) -> Result<(), tlv::Error> {
        let Some(extension) = self.extensions().get(oid) else {
            return Ok(());
        };
        let mut elements = Element::whole(&extension.value)?.reader(tag::SEQUENCE)?;
        while !elements.is_empty() {
            take(elements.any()?)?;
        }
        Ok(())
    }
}

/// Keeps a name that is an address.
fn note(name: Element<'_>, found: &mut Vec<String>) {
    if let Ok(GeneralName::Uri(address)) = GeneralName::parse(name)
        && found.len() < MAX_ADDRESSES
    {
        found.push(address.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, CrlDistributionPoint, CustomExtension, KeyPair};

    fn uri(text: &str) -> Vec<u8> {
        tlv::encode(0x86, &[text.as_bytes()])
    }

    fn with_access(access: Vec<u8>) -> Certificate {
        let mut params = CertificateParams::default();
        params.crl_distribution_points = vec![
            CrlDistributionPoint { uris: vec!["http://crl.example/a.crl".into(), "ldap://crl.example/b".into()] },
            CrlDistributionPoint { uris: vec!["http://crl.example/c.crl".into()] },
        ];
        params.custom_extensions.push(CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], access));
        Certificate::from_der(params.self_signed(&KeyPair::generate().unwrap()).unwrap().der()).unwrap()
    }

    #[test]
    fn addresses_are_read_in_their_order_and_others_passed_over() {
        let issuers = tlv::oid(ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2"));
        let certificate = with_access(tlv::sequence(&[
            &tlv::sequence(&[&issuers, &uri("http://ca.example/ca.crt")]),
            &tlv::sequence(&[&tlv::oid(OCSP), &uri("http://ocsp.example")]),
            &tlv::sequence(&[&tlv::oid(OCSP), &tlv::encode(0x82, &[b"ocsp.example"])]),
            &tlv::sequence(&[&tlv::oid(OCSP), &uri("http://ocsp2.example/")]),
        ]));
        assert_eq!(certificate.ocsp_addresses(), ["http://ocsp.example", "http://ocsp2.example/"]);
        let lists = ["http://crl.example/a.crl", "ldap://crl.example/b", "http://crl.example/c.crl"];
        assert_eq!(certificate.crl_addresses(), lists);
    }

    #[test]
    fn faults_and_crowds_end_quietly() {
        let one = tlv::sequence(&[&tlv::oid(OCSP), &uri("http://ocsp.example")]);
        let broken = with_access(tlv::sequence(&[&one, &[tag::NULL, 0]]));
        assert_eq!(broken.ocsp_addresses(), ["http://ocsp.example"]);
        let crowd = with_access(tlv::sequence(&[one.as_slice(); 100]));
        assert_eq!(crowd.ocsp_addresses().len(), MAX_ADDRESSES);
        assert!(with_access(vec![tag::NULL, 0]).ocsp_addresses().is_empty());
    }
}
