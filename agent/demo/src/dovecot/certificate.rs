//! The server's self-signed certificate, which is also what its clients trust.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::error::{DemoError, Result};

/// Not an authority: strict clients take a trusted authority for no server's own certificate.
const REQUEST: &str = "\
[req]
prompt = no
distinguished_name = subject
x509_extensions = server
[subject]
CN = localhost
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
subjectKeyIdentifier = hash
";

/// Writes `cert.pem` and `key.pem` (P-256, valid for localhost and 127.0.0.1) into `directory`.
pub(super) fn make(directory: &Path) -> Result<()> {
    let request = directory.join("request.conf");
    fs::write(&request, REQUEST).map_err(DemoError::file("write", &request))?;
    let key = directory.join("key.pem");
    let output = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"])
        .args(["-days", "825", "-config"])
        .arg(&request)
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(directory.join("cert.pem"))
        .output()
        .map_err(|_| DemoError::Missing { program: "openssl", packages: "openssl" })?;
    if !output.status.success() {
        return Err(DemoError::Program {
            attempt: "make a certificate",
            answer: String::from_utf8_lossy(&output.stderr).into_owned(),
        });
    }
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).map_err(DemoError::file("protect", &key))
}
