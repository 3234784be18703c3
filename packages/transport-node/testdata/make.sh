#!/bin/sh
# Makes the certificates that the tests of this package use, valid for a hundred years. They protect nothing: their private
# keys are public. Run it in this folder; it needs openssl and a shell, which running the tests does not.
set -eu

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1-key.pem"; }

authority() {
  key "$1"
  openssl req -x509 -new -key "$1-key.pem" -subj "/CN=kubets tests: $1" -days 36500 -out "$1.pem" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
}

# leaf NAME SUBJECT EXTENSIONS DAYS
leaf() {
  key "$1"
  printf '%s\n' "$3" > extensions.tmp
  openssl req -new -key "$1-key.pem" -subj "$2" |
    openssl x509 -req -CA ca.pem -CAkey ca-key.pem -extfile extensions.tmp -days "$4" -out "$1.pem"
  rm extensions.tmp
}

authority ca
authority other-ca
leaf server /CN=localhost "subjectAltName=DNS:localhost,IP:127.0.0.1" 36500
leaf wrong-host /CN=elsewhere.example "subjectAltName=DNS:elsewhere.example" 36500
leaf expired /CN=localhost "subjectAltName=DNS:localhost,IP:127.0.0.1" -1
leaf client "/O=kubets testers/CN=tester" "extendedKeyUsage=clientAuth" 36500
# Only the leaves' keys are used.
rm ca-key.pem other-ca-key.pem
