//! A file on its way out: read from the disk as it is taken, whole or a part of it (RFC 9110 §14).

use crate::deed::blocking;
use crate::problem::Problem;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use crmweb_model::files::header_name;
use futures_util::{Stream, stream};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Read at once.
const PIECE: u64 = 64 << 10;

/// What is handed out, beside its bytes.
#[derive(Clone, Debug)]
pub(crate) struct About {
    /// Its name, which is safe already.
    pub name: String,
    /// Its type, from a closed list.
    pub media_type: String,
    /// SHA-256 of its content: the same name never stands for other bytes.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
}

/// Which bytes are wanted: from, and how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Some(u64, u64),
    None,
}

/// Answers with a file that was opened and checked, or with the part of it that `headers` ask for.
pub(crate) async fn answer(file: File, about: &About, headers: &HeaderMap) -> Result<Response, Problem> {
    let tag = format!("\"{}\"", about.sha256);
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let known = text(header::IF_NONE_MATCH).unwrap_or_default();
    if known.split(',').any(|known| known.trim() == tag || known.trim() == "*") {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let same = text(header::IF_RANGE).is_none_or(|known| known.trim() == tag);
    let part = text(header::RANGE).filter(|_| same).map_or(Part::Whole, |range| part(range, about.size));
    let (status, from, length, range) = match part {
        Part::Whole => (StatusCode::OK, 0, about.size, None),
        Part::Some(from, length) => {
            let range = format!("bytes {from}-{}/{}", from + length - 1, about.size);
            (StatusCode::PARTIAL_CONTENT, from, length, Some(range))
        }
        Part::None => {
            let range = [(header::CONTENT_RANGE, format!("bytes */{}", about.size))];
            let detail = format!("the file has {} bytes", about.size);
            let problem = Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "api.range", detail);
            return Ok((range, problem).into_response());
        }
    };
    let body = Body::from_stream(pieces(file, from, length));
    let mut response = (status, body).into_response();
    let mut set = |name: HeaderName, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, about.media_type.clone());
    set(header::CONTENT_LENGTH, length.to_string());
    set(header::ACCEPT_RANGES, "bytes".into());
    set(header::ETAG, tag);
    set(header::CONTENT_DISPOSITION, attachment(&about.name));
    if let Some(range) = range {
        set(header::CONTENT_RANGE, range);
    }
    Ok(response)
}

/// Says that a file is to be saved under a name (RFC 6266), never shown.
pub(crate) fn attachment(name: &str) -> String {
    format!("attachment; filename*=UTF-8''{}", header_name(name))
}

/// Reads a wanted part; of several parts, and of what is no range, the whole is the answer.
fn part(range: &str, size: u64) -> Part {
    let Some(wanted) = range.trim().strip_prefix("bytes=") else { return Part::Whole };
    let Some((from, to)) = wanted.trim().split_once('-') else { return Part::Whole };
    let number = |text: &str| {
        let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse().unwrap_or(u64::MAX))
    };
    match (number(from), number(to)) {
        (Some(from), _) if from >= size && (to.is_empty() || number(to).is_some()) => Part::None,
        (Some(from), Some(to)) if to < from => Part::Whole,
        (Some(from), Some(to)) => Part::Some(from, to.min(size - 1) - from + 1),
        (Some(from), None) if to.is_empty() => Part::Some(from, size - from),
        (None, Some(0)) if from.is_empty() => Part::None,
        (None, Some(_)) if size == 0 => Part::Whole,
        (None, Some(last)) if from.is_empty() => Part::Some(size - last.min(size), last.min(size)),
        _ => Part::Whole,
    }
}

/// A file that is being read: where, and how much is left.
struct Reading {
    file: File,
    at: u64,
    left: u64,
}

/// A file that becomes shorter meanwhile ends the connection: nobody takes the beginning of it for the whole.
fn pieces(file: File, from: u64, length: u64) -> impl Stream<Item = std::io::Result<Bytes>> {
    stream::try_unfold(Reading { file, at: from, left: length }, |reading| async move {
        if reading.left == 0 {
            return Ok(None);
        }
        match blocking(move || Ok(next(reading))).await {
            Ok(read) => read.map(Some),
            Err(problem) => Err(std::io::Error::other(problem.detail.into_string())),
        }
    })
}

fn next(mut reading: Reading) -> std::io::Result<(Bytes, Reading)> {
    let mut piece = vec![0; usize::try_from(reading.left.min(PIECE)).unwrap_or_default()];
    reading.file.seek(SeekFrom::Start(reading.at))?;
    reading.file.read_exact(&mut piece)?;
    reading.at += piece.len() as u64;
    reading.left -= piece.len() as u64;
    Ok((Bytes::from(piece), reading))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_was_asked_for_or_the_whole() {
        for (range, expected) in [
            ("bytes=0-0", Part::Some(0, 1)),
            ("bytes=2-5", Part::Some(2, 4)),
            ("bytes=2-", Part::Some(2, 8)),
            ("bytes=2-99999999999999999999999", Part::Some(2, 8)),
            ("bytes=-3", Part::Some(7, 3)),
            ("bytes=-30", Part::Some(0, 10)),
            ("bytes=9-", Part::Some(9, 1)),
            ("bytes=10-", Part::None),
            ("bytes=10-12", Part::None),
            ("bytes=-0", Part::None),
            ("bytes=5-2", Part::Whole),
            ("bytes=0-1,3-4", Part::Whole),
            ("bytes=", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("lines=1-2", Part::Whole),
        ] {
            assert_eq!(part(range, 10), expected, "{range}");
        }
        assert_eq!((part("bytes=0-", 0), part("bytes=-5", 0)), (Part::None, Part::Whole));
    }
}
