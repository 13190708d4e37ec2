//! The token of a request. It comes in the header Authorization and nowhere else: cookies ignore ports, so one set
//! here would reach every server of this machine, and one set by another server would reach us.

use axum::http::{HeaderMap, header};

/// Letters of a token: 256 bits in base64url.
pub(crate) const LETTERS: usize = 43;

/// Returns the token of a request when exactly one is given in exactly the right form.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let token = value.to_str().ok()?.strip_prefix("Bearer ")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (token.len() == LETTERS && token.bytes().all(plain)).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_token_comes_in_one_form_only() {
        let good = "a".repeat(LETTERS);
        let read = |values: &[&[u8]]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::AUTHORIZATION, HeaderValue::from_bytes(value).unwrap());
            }
            token(&headers).map(str::to_owned)
        };
        let bearer = |token: &str| format!("Bearer {token}").into_bytes();
        assert_eq!(read(&[&bearer(&good)]), Some(good.clone()));
        for wrong in [
            format!("bearer {good}").into_bytes(),
            format!("Bearer  {good}").into_bytes(),
            format!("Bearer\t{good}").into_bytes(),
            format!("Basic {good}").into_bytes(),
            format!("Bearer {good} ").into_bytes(),
            format!("Bearer {good}=").into_bytes(),
            bearer(&good[1..]),
            bearer(&format!("{}é", &good[2..])),
            good.clone().into_bytes(),
            Vec::new(),
        ] {
            assert_eq!(read(&[&wrong]), None, "{}", String::from_utf8_lossy(&wrong));
        }
        assert_eq!(read(&[&bearer(&good), &bearer(&good)]), None);
        assert_eq!(read(&[]), None);
    }
}
