//! One request on the wire and its answer: connection, signature, cookies, cache, limits.

use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use domain::uri::HttpMethod;
use http::header::{self, HeaderMap, HeaderValue};
use http::request::Parts;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use parking_lot::Mutex;
use tokio::time::{Instant, timeout_at};

use super::cache::{Lookup, Revalidation, Stored};
use super::connection::Connection;
use super::cookies::Jar;
use super::exchanges::Exchanges;
use super::overrides::Patience;
use super::pool::Place;
use super::record::idempotency_token;
use super::request::ExchangeRequest;
use super::signature::sign;
use super::target::Target;
use super::trouble::{Step, Trouble};

/// The largest body of an answer, in bytes, before and after it is inflated.
pub(super) const BODY_BYTES: usize = 64 * 1024;

const ACCEPT: &str = "application/xml, text/xml, text/html, */*;q=0.8";

/// What one hop needs to know.
pub(super) struct Hop<'a> {
    pub(super) request: &'a ExchangeRequest,
    pub(super) target: &'a Target,
    pub(super) method: HttpMethod,
    pub(super) form: &'a [(String, String)],
    pub(super) patience: Patience,
    /// When all tries must be over.
    pub(super) deadline: Instant,
    pub(super) jar: &'a Mutex<Jar>,
    /// The wall clock.
    pub(super) now: SystemTime,
    /// Whether a body over the limit is cut instead of refused.
    pub(super) is_cut: bool,
}

/// The answer of one hop.
#[derive(Debug)]
pub(super) struct Landed {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) body_bytes: u64,
    pub(super) from_cache: bool,
}

impl Hop<'_> {
    fn by(&self, ms: u32) -> Instant {
        self.deadline.min(Instant::now() + Duration::from_millis(u64::from(ms)))
    }

    /// Method, path and headers. `Err` when a configured value cannot stand in a header.
    fn head(&self) -> Result<Parts, Trouble> {
        let bad = |_| Trouble::new(Step::Url, "the URL cannot stand in an HTTP request");
        let method = match self.method {
            HttpMethod::Get => Method::GET,
            HttpMethod::Post => Method::POST,
        };
        let (mut parts, ()) = Request::builder()
            .method(method)
            .uri(self.target.path_and_query.as_str())
            .body(())
            .map_err(|_| bad(()))?
            .into_parts();
        let signature = sign(&self.request.token, &self.target.url, self.form);
        let headers = &mut parts.headers;
        let mut put = |name, value: &str| {
            HeaderValue::from_str(value)
                .map(|value| headers.insert(name, value))
                .map_err(|_| bad(()))
        };
        put(header::HOST, &self.target.authority)?;
        put(header::USER_AGENT, "TwilioProxy/1.1")?;
        put(header::ACCEPT, ACCEPT)?;
        put(header::ACCEPT_ENCODING, "gzip")?;
        put(header::CACHE_CONTROL, "max-age=259200")?;
        put(header::HeaderName::from_static("x-twilio-signature"), &signature)?;
        let token = idempotency_token(self.request);
        put(header::HeaderName::from_static("i-twilio-idempotency-token"), &token)?;
        if self.method == HttpMethod::Post {
            put(header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8")?;
        }
        let (cookie, authorization) = {
            let mut jar = self.jar.lock();
            (jar.header(&self.target.parsed), jar.authorization(self.target))
        };
        // A cookie that cannot stand in a header is the application's own doing: it goes without.
        if let Some(value) = cookie.and_then(|line| HeaderValue::from_str(&line).ok()) {
            parts.headers.insert(header::COOKIE, value);
        }
        if let Some(value) = authorization.and_then(|line| HeaderValue::from_str(&line).ok()) {
            parts.headers.insert(header::AUTHORIZATION, value);
        }
        Ok(parts)
    }

    fn body(&self) -> Bytes {
        match self.method {
            HttpMethod::Get => Bytes::new(),
            HttpMethod::Post => {
                let mut form = String::new();
                form_urlencoded::Serializer::new(&mut form).extend_pairs(self.form);
                form.into()
            }
        }
    }
}

impl Exchanges {
    /// Asks once, or finds the answer in the cache.
    pub(super) async fn hop(&self, hop: &Hop<'_>) -> Result<Landed, Trouble> {
        let mut head = hop.head()?;
        let revalidation = match self.look(hop, &head) {
            Lookup::Miss => None,
            Lookup::Fresh(stored) => return Ok(land(stored, true)),
            Lookup::Stale(revalidation) => Some(*revalidation),
        };
        let asked = head.clone();
        if let Some(Revalidation { headers, .. }) = &revalidation {
            head.headers.extend(headers.clone());
        }
        let (answer, body_bytes, is_whole) = self.ask(hop, head).await?;
        let mut jar = hop.jar.lock();
        for line in answer.headers.get_all(header::SET_COOKIE) {
            if let Ok(line) = line.to_str() {
                jar.take(line, &hop.target.parsed);
            }
        }
        drop(jar);
        if hop.method == HttpMethod::Post || !is_whole {
            return Ok(Landed { body_bytes, ..land(answer, false) });
        }
        let account = hop.request.account;
        let url = hop.target.url.as_str();
        let (used, is_confirmed) =
            self.cache.take((account, url), &asked, answer, revalidation, hop.now);
        Ok(land(used, is_confirmed))
    }

    fn look(&self, hop: &Hop<'_>, head: &Parts) -> Lookup {
        match hop.method {
            HttpMethod::Get => self.cache.look(hop.request.account, &hop.target.url, head, hop.now),
            HttpMethod::Post => Lookup::Miss,
        }
    }

    /// Sends the request and reads the answer; a kept connection that turns out to be dead is replaced
    /// once, with the same idempotency token. Says the bytes read and whether the body is complete.
    async fn ask(&self, hop: &Hop<'_>, head: Parts) -> Result<(Stored, u64, bool), Trouble> {
        let place = Place::new(hop.request.account, hop.target, hop.patience.server_name);
        let body = hop.body();
        let until = hop.by(hop.patience.policy.read_timeout_ms);
        let slow = |_| Trouble::new(Step::ReadTimeout, "the server did not answer in time");
        if let Some(mut kept) = self.pool.take(&place) {
            let again = Request::from_parts(head.clone(), Full::new(body.clone()));
            let answer = timeout_at(until, kept.send(again)).await.map_err(slow)?;
            match answer {
                Ok(answer) => return self.read(hop, place, kept, answer).await,
                Err(error) if error.is_parse() => return Err(garbled(&error)),
                Err(_) => {}
            }
        }
        let open = Connection::open(&self.policy, &self.tls, hop.target, hop.patience.server_name);
        let mut fresh =
            timeout_at(hop.by(hop.patience.policy.connect_timeout_ms), open).await.map_err(
                |_| Trouble::new(Step::ConnectTimeout, "no connection was made in time"),
            )??;
        let until = hop.by(hop.patience.policy.read_timeout_ms);
        let request = Request::from_parts(head, Full::new(body));
        let answer = timeout_at(until, fresh.send(request)).await.map_err(slow)?;
        let answer = answer.map_err(|error| garbled(&error))?;
        self.read(hop, place, fresh, answer).await
    }

    async fn read(
        &self,
        hop: &Hop<'_>,
        place: Place,
        mut connection: Connection,
        answer: Response<Incoming>,
    ) -> Result<(Stored, u64, bool), Trouble> {
        let (mut head, mut incoming) = answer.into_parts();
        if is_sound(&head.headers) {
            let length = incoming.size_hint().exact().unwrap_or(0);
            let stored = Stored { status: head.status, headers: head.headers, body: Bytes::new() };
            return Ok((stored, length, false));
        }
        let mut raw = BytesMut::new();
        let is_whole = self.read_body(hop, &mut connection, &mut incoming, &mut raw).await?;
        let body_bytes = raw.len() as u64;
        let body = inflate(&mut head.headers, raw.freeze(), hop.is_cut || !is_whole)?;
        if is_whole {
            self.pool.keep(place, connection);
        }
        Ok((Stored { status: head.status, headers: head.headers, body }, body_bytes, is_whole))
    }

    /// Reads to the end, or to the limit where a cut is tolerated. Says whether it was the end.
    async fn read_body(
        &self,
        hop: &Hop<'_>,
        connection: &mut Connection,
        incoming: &mut Incoming,
        raw: &mut BytesMut,
    ) -> Result<bool, Trouble> {
        if !hop.is_cut && incoming.size_hint().lower() > BODY_BYTES as u64 {
            return Err(too_large());
        }
        loop {
            let until = hop.by(hop.patience.policy.read_timeout_ms);
            let frame = timeout_at(until, connection.drive(incoming.frame())).await;
            let slow = |_| Trouble::new(Step::ReadTimeout, "the answer did not end in time");
            let Some(frame) = frame.map_err(slow)? else { return Ok(true) };
            let Ok(data) = frame.map_err(|error| garbled(&error))?.into_data() else { continue };
            if raw.len() + data.len() > BODY_BYTES {
                if !hop.is_cut {
                    return Err(too_large());
                }
                raw.extend_from_slice(&data[..BODY_BYTES - raw.len()]);
                return Ok(false);
            }
            raw.extend_from_slice(&data);
        }
    }
}

fn land(stored: Stored, from_cache: bool) -> Landed {
    let body_bytes = stored.body.len() as u64;
    let Stored { status, headers, body } = stored;
    Landed { status, headers, body, body_bytes, from_cache }
}

/// Sound is played from its URL by the media layer; it is no document and is not read here.
fn is_sound(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    kind.get(..6).is_some_and(|start| start.eq_ignore_ascii_case(b"audio/"))
}

/// Undoes Content-Encoding, to no more than a body may have.
fn inflate(headers: &mut HeaderMap, raw: Bytes, is_cut: bool) -> Result<Bytes, Trouble> {
    use std::io::Read;

    let Some(encoding) = headers.get(header::CONTENT_ENCODING) else { return Ok(raw) };
    let mut reader: Box<dyn Read + '_> = match encoding.as_bytes().to_ascii_lowercase().as_slice() {
        b"identity" | b"" => return Ok(raw),
        b"gzip" | b"x-gzip" => Box::new(flate2::read::MultiGzDecoder::new(raw.as_ref())),
        b"deflate" => Box::new(flate2::read::ZlibDecoder::new(raw.as_ref())),
        _ => {
            return Err(Trouble::new(Step::Protocol, "the answer's Content-Encoding is unknown"));
        }
    };
    let mut body = Vec::new();
    let outcome = (&mut reader).take(BODY_BYTES as u64 + 1).read_to_end(&mut body);
    if outcome.is_err() && !is_cut {
        return Err(Trouble::new(Step::Protocol, "the answer is not encoded as it says"));
    }
    if body.len() > BODY_BYTES && !is_cut {
        return Err(too_large());
    }
    drop(reader);
    body.truncate(BODY_BYTES);
    headers.remove(header::CONTENT_ENCODING);
    headers.remove(header::CONTENT_LENGTH);
    Ok(body.into())
}

fn garbled(error: &hyper::Error) -> Trouble {
    let message = if error.is_parse() {
        format!("the answer is not HTTP: {error}")
    } else {
        format!("the connection broke: {error}")
    };
    Trouble::new(Step::Protocol, message)
}

fn too_large() -> Trouble {
    Trouble::new(Step::Size, "the answer is larger than 64 KiB")
}
