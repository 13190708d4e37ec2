//! Encryption of the mail connection: whom we trust, and the handshake.

use super::error::{Result, WireError, tidy};
use super::stream::{Socket, Stream};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, RootCertStore, SignatureScheme,
    StreamOwned,
};
use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Speaks TLS on a connected socket; the certificate must be valid for `host`.
pub(super) fn encrypt(mut socket: Socket, host: &str, extra_ca: Option<&Path>) -> Result<Stream> {
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| WireError::Tls { host: host.into(), text: "this is no name of a server".into() })?;
    let config = Arc::new(configuration(host, extra_ca)?);
    let mut connection = ClientConnection::new(config, name)
        .map_err(|e| WireError::Tls { host: host.into(), text: e.to_string() })?;
    while connection.is_handshaking() {
        connection.complete_io(&mut socket).map_err(|e| failed(host, e))?;
    }
    Ok(Stream::Tls(Box::new(StreamOwned::new(connection, socket))))
}

fn failed(host: &str, error: io::Error) -> WireError {
    let host = host.to_owned();
    match error.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(flaw)) => WireError::Certificate { host, text: flaw_of(flaw) },
        Some(cause) => WireError::Tls { host, text: tidy(cause.to_string().as_bytes()) },
        None if error.kind() == io::ErrorKind::TimedOut => WireError::Timeout { during: "the handshake" },
        None => WireError::Closed { text: None },
    }
}

/// The flaws people meet, in words they can act on.
fn flaw_of(flaw: &CertificateError) -> String {
    match flaw {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired".into(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet; is the clock of this computer right?".into()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it belongs to another name".into()
        }
        CertificateError::UnknownIssuer => "nobody we trust has signed it".into(),
        CertificateError::Revoked => "it has been revoked".into(),
        // The check calls a self-signed certificate an authority used as a server.
        CertificateError::Other(e) if e.to_string().contains("CaUsedAsEndEntity") => {
            "the server has signed it itself".into()
        }
        other => tidy(other.to_string().as_bytes()),
    }
}

fn configuration(host: &str, extra_ca: Option<&Path>) -> Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = system_roots().clone();
    let pinned = extra_ca.map(read_authorities).transpose()?.unwrap_or_default();
    for certificate in &pinned {
        // A server's own certificate is no authority; it is recognised by `Trust` alone.
        let _ = roots.add(certificate.clone());
    }
    let unusable = |text: String| WireError::Tls { host: host.into(), text };
    if roots.is_empty() && pinned.is_empty() {
        return Err(unusable("this computer has no list of certificate authorities".into()));
    }
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|e| unusable(e.to_string()))?;
    if roots.is_empty() || pinned.is_empty() {
        return Ok(builder.with_root_certificates(roots).with_no_client_auth());
    }
    let authorities = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone())
        .build()
        .map_err(|e| unusable(e.to_string()))?;
    let trust = Trust { authorities, pinned, provider };
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(trust)).with_no_client_auth())
}

fn system_roots() -> &'static RootCertStore {
    static ROOTS: OnceLock<RootCertStore> = OnceLock::new();
    ROOTS.get_or_init(|| {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots
    })
}

fn read_authorities(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let unreadable = |text: String| WireError::ExtraCa { path: path.display().to_string(), text };
    let certificates: std::result::Result<Vec<_>, _> =
        CertificateDer::pem_file_iter(path).map_err(|e| unreadable(e.to_string()))?.collect();
    let certificates = certificates.map_err(|e| unreadable(e.to_string()))?;
    if certificates.is_empty() { Err(unreadable("no certificate in it".into())) } else { Ok(certificates) }
}

/// Trusts the authorities, and the very certificates of the additional file: bridges on loopback and small
/// servers use one self-signed certificate as authority and server at once, which the standard check refuses.
#[derive(Debug)]
struct Trust {
    authorities: Arc<WebPkiServerVerifier>,
    pinned: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        if self.pinned.iter().any(|known| known.as_ref() == end_entity.as_ref()) {
            rustls::client::verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
            return Ok(ServerCertVerified::assertion());
        }
        self.authorities.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
