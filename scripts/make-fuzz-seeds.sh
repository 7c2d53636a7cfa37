#!/usr/bin/env bash
# Makes the seeds of the fuzz targets (test-vectors/fuzz/) anew with OpenSSL: certificates, revocation
# lists, OCSP responses, signed messages and timestamp tokens of one small authority. The keys are
# thrown away, so that nobody can add to what the authority signed; the targets hold us to that.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$PWD/test-vectors/fuzz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p "$out"/{certificate,crl,ocsp,cms,timestamp_token,path_building}
rm -f "$out"/*/*.der "$out"/*/*.bin

cat >openssl.cnf <<'CNF'
[ca]
default_ca = own
[own]
database = index.txt
serial = serial
crlnumber = crlnumber
new_certs_dir = .
default_md = sha256
policy = anything
unique_subject = no
default_startdate = 250101000000Z
default_enddate = 20450101000000Z
string_mask = utf8only
[anything]
countryName = optional
organizationName = optional
commonName = supplied
[req]
prompt = no
utf8 = yes
string_mask = utf8only
distinguished_name = name
[name]
CN = unused

[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[constrained]
basicConstraints = critical,CA:TRUE,pathlen:1
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
nameConstraints = critical,permitted;dirName:vietnam,permitted;email:.vn,excluded;DNS:example.com,excluded;IP:10.0.0.0/255.0.0.0
certificatePolicies = 1.2.3.4,1.2.3.5
policyConstraints = critical,requireExplicitPolicy:2,inhibitPolicyMapping:0
policyMappings = 1.2.3.4:1.2.3.6
inhibitAnyPolicy = critical,1
[vietnam]
C = VN
[person]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
extendedKeyUsage = emailProtection,1.3.6.1.5.5.7.3.36
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = email:hieu@thcs-mau.vn,DNS:thcs-mau.vn,IP:192.0.2.1,URI:https://thcs-mau.vn/,RID:1.2.3,dirName:vietnam,otherName:1.2.3;UTF8:x
crlDistributionPoints = first,second
authorityInfoAccess = OCSP;URI:http://ocsp.example/,caIssuers;URI:http://ca.example/ca.crt
certificatePolicies = 1.2.3.4,@notice
[first]
fullname = URI:http://ca.example/ca.crl
[second]
fullname = URI:http://ca.example/other.crl
CRLissuer = dirName:vietnam
reasons = keyCompromise,CACompromise
[notice]
policyIdentifier = 1.2.3.5
CPS.1 = http://ca.example/cps
userNotice.1 = @text
[text]
explicitText = UTF8:Chỉ dùng để thử
[plain]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[responder]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
[timestamper]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping

[list]
authorityKeyIdentifier = keyid
[scoped]
authorityKeyIdentifier = keyid
issuingDistributionPoint = critical,@scope
[scope]
fullname = URI:http://ca.example/ca.crl
onlyuser = TRUE
onlysomereasons = keyCompromise,CACompromise
indirectCRL = TRUE
[delta]
authorityKeyIdentifier = keyid
2.5.29.27 = critical,DER:020101

[tsa]
default_tsa = stamp
[stamp]
serial = tsa-serial
default_policy = 1.2.3.4
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
CNF
: >index.txt
echo 01 >serial
echo 01 >crlnumber
echo 01 >tsa-serial

# quietly COMMAND...: shows what it says only when it fails
quietly() { "$@" >said 2>&1 || { cat said >&2; exit 1; }; }
key() { quietly openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"; }
self() { # self NAME SUBJECT KEY-ARGUMENTS...: signed by its own key
    local name=$1 subject=$2
    shift 2
    openssl req -x509 -config openssl.cnf -utf8 -key "$name.key" -subj "$subject" -days 7000 -extensions root "$@" -outform DER -out "$name.der"
    openssl x509 -in "$name.der" -inform DER -out "$name.pem"
}
issue() { # issue ISSUER NAME SUBJECT EXTENSIONS: the key of NAME certified
    local issuer=$1 name=$2 subject=$3 extensions=$4
    [ -e "$name.key" ] || key "$name"
    openssl req -new -config openssl.cnf -utf8 -key "$name.key" -subj "$subject" -out "$name.csr"
    quietly openssl ca -batch -notext -config openssl.cnf -utf8 -cert "$issuer.pem" -keyfile "$issuer.key" -in "$name.csr" \
        -extensions "$extensions" -out "$name.pem"
    openssl x509 -in "$name.pem" -outform DER -out "$name.der"
}

# -- certificates: those of the root, and some signed by themselves
key root
self root "/C=VN/CN=R"
issue root constrained "/C=VN/O=Chứng thực/CN=Trung gian" constrained
issue root person "/C=VN/O=Trường THCS Mẫu/CN=Trần Văn Hiệu" person
quietly openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key
issue root rsa "/CN=RSA" plain
issue root responder "/CN=O" responder
issue root timestamper "/CN=T" timestamper
cp rsa.key pss.key
self pss "/CN=PSS" -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest
openssl genpkey -algorithm ED25519 -out ed25519.key
self ed25519 "/CN=Ed25519"
cp {root,constrained,person,rsa,responder,timestamper,pss,ed25519}.der "$out/certificate/"

# -- OCSP: the person good, then revoked; and somebody unknown
answer() { # answer NAME ARGUMENTS...: a response of the root or of its responder
    local name=$1
    shift
    quietly openssl ocsp -index index.txt -CA root.pem -issuer root.pem -ndays 7000 -respout "$out/ocsp/$name.der" "$@"
}
by_root=(-rsigner root.pem -rkey root.key -resp_no_certs)
by_responder=(-rsigner responder.pem -rkey responder.key)
answer good "${by_root[@]}" -cert person.pem -no_nonce
answer good-delegated "${by_responder[@]}" -cert person.pem
answer good-by-key "${by_responder[@]}" -resp_key_id -cert person.pem -no_nonce
answer unknown "${by_root[@]}" -serial 0x7f00 -no_nonce

# -- lists
list() { # list NAME EXTENSIONS
    quietly openssl ca -config openssl.cnf -gencrl -cert root.pem -keyfile root.key -crlexts "$2" \
        -crl_lastupdate 20260101000000Z -crl_nextupdate 20450101000000Z -out list.pem
    openssl crl -in list.pem -outform DER -out "$out/crl/$1.der"
}
list empty list
quietly openssl ca -config openssl.cnf -cert root.pem -keyfile root.key -revoke person.pem -crl_compromise 20260201000000Z
quietly openssl ca -config openssl.cnf -cert root.pem -keyfile root.key -revoke rsa.pem -crl_reason superseded
list revoking list
list scoped scoped
list delta delta
answer revoked "${by_responder[@]}" -cert person.pem -cert rsa.pem -no_nonce

# -- messages over the content that the target knows
printf 'Học bạ năm học 2025-2026' >content
sign() { # sign NAME SIGNER ARGUMENTS...
    local name=$1 signer=$2
    shift 2
    openssl cms -sign -binary -md sha256 -in content -signer "$signer.pem" -inkey "$signer.key" -outform DER -out "$out/cms/$name.der" "$@"
}
sign detached person -cades -nosmimecap -certfile root.pem
sign rsa rsa -cades -nosmimecap
sign without-attributes rsa -noattr
sign by-key-identifier rsa -cades -keyid
sign not-pades person
sign enclosed person -nodetach -cades -nosmimecap
sign ber person -nodetach -stream -nosmimecap
sign pss rsa -cades -nosmimecap -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:digest

# -- timestamps over the same content
stamp() { # stamp NAME QUERY-ARGUMENTS...
    local name=$1
    shift
    quietly openssl ts -query -config openssl.cnf -data content -sha256 "$@" -out query
    quietly openssl ts -reply -config openssl.cnf -section stamp -queryfile query -signer timestamper.pem -inkey timestamper.key \
        -token_out -out "$out/timestamp_token/$name.der"
}
stamp with-certificate -cert
stamp without-certificate -no_nonce

# -- paths: four authorities that all certified each other, one of them certified by the root too
for one in 1 2 3 4; do key "mesh$one"; done
: >mesh.der
issue root mesh1 /CN=M1 authority
cat mesh1.der >>mesh.der
for issuer in 1 2 3 4; do
    self "mesh$issuer" "/CN=M$issuer"
    for subject in 1 2 3 4; do
        [ "$issuer" != "$subject" ] || continue
        cp "mesh$subject.key" below.key
        issue "mesh$issuer" below "/CN=M$subject" authority
        cat below.der >>mesh.der
    done
done
issue mesh4 mesh-person /CN=P plain
cat mesh-person.der person.der constrained.der rsa.der >>mesh.der
cp mesh.der "$out/path_building/catalogue.der"
# what the catalogue's places are: 0 below the root, 1 to 12 the mesh, 13 to 16 persons
printf '\xc0\x0d\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c' >"$out/path_building/mesh.bin"
printf '\xc1\x0d\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c' >"$out/path_building/signing.bin"
printf '\xf8\x0d\x0c\x0b\x0a\x09\x08\x07\x06\x05\x04\x03\x02\x01\x00' >"$out/path_building/little-budget.bin"
