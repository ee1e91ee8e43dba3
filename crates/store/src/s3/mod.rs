//! An S3-compatible bucket as a place of blobs: put, get, head, delete and list, signed with Signature Version 4
//! (<https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>). Blobs are small and whole, so there
//! are no multipart uploads. What the trait has beyond that is not implemented.

mod answer;
mod sign;

use crate::{Result as StoreResult, StoreError};
use answer::{Listed, listed, modified};
use async_trait::async_trait;
use bytes::Bytes;
use domain::Millis;
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, GetResultPayload, ListResult, MultipartUpload,
    ObjectMeta, ObjectStore, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};
use reqwest::{Certificate, Client, Method, Response, StatusCode};
use sign::{EMPTY, Request, authorization, encoded};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

const STORE: &str = "S3";
/// For an answer to begin.
const PATIENCE: Duration = Duration::from_secs(30);
/// Attempts of one request; a bucket may be busy for a moment.
const ATTEMPTS: u32 = 4;
const PAUSE: Duration = Duration::from_millis(200);
/// Characters of an error that are worth a line.
const WORDS: usize = 300;

/// What time it is, in milliseconds UTC: requests are signed with it.
pub type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

/// Where a bucket is and who we are there.
#[derive(Clone)]
pub struct Bucket {
    /// `https://host[:port]`, without a path.
    endpoint: url::Url,
    bucket: String,
    /// In front of each key, without slashes at its ends; may be empty.
    prefix: String,
    region: String,
    /// The bucket stands in the path, not in the host.
    path_style: bool,
    access_key: String,
    secret_key: String,
    /// Trusted beside the public authorities.
    roots: Vec<Certificate>,
    client: Client,
    clock: Clock,
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_string())
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{}", self.bucket, self.prefix)
    }
}

impl Bucket {
    /// Of `s3://bucket/prefix?endpoint=https://host&region=eu-north-1&path_style=true`. Without an endpoint it is Amazon's
    /// of that region; the bucket is in the host unless `path_style`.
    ///
    /// # Errors
    /// `Corrupt` names what is wrong with the address.
    pub fn parse(
        address: &str,
        access_key: &str,
        secret_key: &str,
        clock: Clock,
    ) -> StoreResult<Self> {
        let wrong = |what: &str| StoreError::corrupt(format!("{what} in {address}"));
        let url = url::Url::parse(address).map_err(|_| wrong("no address"))?;
        if url.scheme() != "s3" {
            return Err(wrong("not s3://"));
        }
        let bucket = url.host_str().filter(|b| !b.is_empty());
        let bucket = bucket.ok_or_else(|| wrong("no bucket"))?.to_owned();
        let (mut endpoint, mut region, mut path_style) = (None, "us-east-1".to_owned(), false);
        for (name, value) in url.query_pairs() {
            match name.as_ref() {
                "endpoint" => endpoint = Some(value.into_owned()),
                "region" => region = value.into_owned(),
                "path_style" => path_style = value == "true",
                _ => return Err(wrong("an unknown word")),
            }
        }
        let endpoint = endpoint.unwrap_or_else(|| format!("https://s3.{region}.amazonaws.com"));
        let endpoint = url::Url::parse(&endpoint).map_err(|_| wrong("no endpoint"))?;
        if !matches!(endpoint.scheme(), "http" | "https") || endpoint.host_str().is_none() {
            return Err(wrong("no endpoint"));
        }
        let client = builder(&[]).build().map_err(StoreError::unavailable)?;
        Ok(Self {
            endpoint,
            bucket,
            prefix: url.path().trim_matches('/').to_owned(),
            region,
            path_style,
            access_key: access_key.to_owned(),
            secret_key: secret_key.to_owned(),
            roots: Vec::new(),
            client,
            clock,
        })
    }

    /// Trusts the authorities in this PEM file too: a company's own.
    ///
    /// # Errors
    /// `Corrupt` when it holds something that is no certificate.
    pub fn trusting(mut self, pem: &[u8]) -> StoreResult<Self> {
        self.roots = Certificate::from_pem_bundle(pem).map_err(StoreError::corrupt)?;
        let client = builder(&self.roots).build();
        self.client = client.map_err(StoreError::corrupt)?;
        Ok(self)
    }

    /// Connects to this address whatever the host's name is: tests have no names for buckets.
    ///
    /// # Errors
    /// When no client can be made.
    #[cfg(feature = "testing")]
    pub fn reached_at(mut self, address: std::net::SocketAddr) -> StoreResult<Self> {
        let (host, _) = self.place("");
        let host = host.split(':').next().unwrap_or_default();
        let client = builder(&self.roots).resolve(host, address).build();
        self.client = client.map_err(StoreError::unavailable)?;
        Ok(self)
    }

    fn key(&self, location: &Path) -> String {
        match self.prefix.as_str() {
            "" => location.to_string(),
            prefix => format!("{prefix}/{location}"),
        }
    }

    /// The key without our prefix; `None` when it is not under it.
    fn location(&self, key: &str) -> Option<Path> {
        let rest = match self.prefix.as_str() {
            "" => key,
            prefix => key.strip_prefix(prefix)?.strip_prefix('/')?,
        };
        Path::parse(rest).ok()
    }

    /// Host (with its port), and path with the bucket where it belongs.
    fn place(&self, key: &str) -> (String, String) {
        let host = self.endpoint.host_str().unwrap_or_default();
        let port = self
            .endpoint
            .port()
            .map_or_else(String::new, |p| format!(":{p}"));
        let key = encoded(key, true);
        if self.path_style {
            (format!("{host}{port}"), format!("/{}/{key}", self.bucket))
        } else {
            (format!("{}.{host}{port}", self.bucket), format!("/{key}"))
        }
    }

    /// Sends a signed request until it is answered with something that is not a passing failure.
    async fn send(
        &self,
        method: &Method,
        key: &str,
        query: &[(&str, &str)],
        body: Option<Bytes>,
    ) -> Result<Response> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let answer = self.attempt(method, key, query, body.clone()).await;
            let passing = match &answer {
                Ok(a) => {
                    a.status().is_server_error() || a.status() == StatusCode::TOO_MANY_REQUESTS
                }
                Err(_) => true,
            };
            if !passing || attempt == ATTEMPTS {
                return answer.map_err(|e| generic(&e.without_url()));
            }
            tokio::time::sleep(PAUSE * 2_u32.pow(attempt - 1)).await;
        }
    }

    async fn attempt(
        &self,
        method: &Method,
        key: &str,
        query: &[(&str, &str)],
        body: Option<Bytes>,
    ) -> std::result::Result<Response, reqwest::Error> {
        let (host, path) = self.place(key);
        let hash = body
            .as_ref()
            .map_or_else(|| EMPTY.to_owned(), |b| crate::blob::name_of(b));
        let request = Request {
            method: method.as_str(),
            host: &host,
            path: &path,
            query,
            hash: &hash,
            at: (self.clock)(),
        };
        let (date, authorization) =
            authorization(&request, &self.region, &self.access_key, &self.secret_key);
        let query = sign::query(query);
        let mark = if query.is_empty() { "" } else { "?" };
        let url = format!("{}://{host}{path}{mark}{query}", self.endpoint.scheme());
        let mut builder = self
            .client
            .request(method.clone(), url)
            .header("x-amz-date", date)
            .header("x-amz-content-sha256", hash)
            .header("authorization", authorization);
        if let Some(body) = body {
            builder = builder.body(body);
        }
        builder.send().await
    }

    async fn page(&self, under: &str, token: Option<String>) -> Result<Listed> {
        let prefix = match self.prefix.as_str() {
            "" => under.to_owned(),
            prefix => format!("{prefix}/{under}"),
        };
        let mut query = vec![("list-type", "2"), ("prefix", prefix.as_str())];
        if let Some(token) = &token {
            query.push(("continuation-token", token));
        }
        let answer = self.send(&Method::GET, "", &query, None).await?;
        let answer = good(answer, "").await?;
        let text = answer.text().await.map_err(|e| generic(&e.without_url()))?;
        listed(&text).ok_or_else(|| generic(&"the list of the bucket cannot be read"))
    }
}

fn builder(roots: &[Certificate]) -> reqwest::ClientBuilder {
    // The program has chosen one before; who comes without it (a test) gets the same.
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    let trusting = |builder: reqwest::ClientBuilder, root: &Certificate| {
        builder.add_root_certificate(root.clone())
    };
    roots
        .iter()
        .fold(Client::builder(), trusting)
        .connect_timeout(PATIENCE)
        .read_timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("Fairlead/", env!("CARGO_PKG_VERSION")))
}

fn generic(error: &dyn fmt::Display) -> Error {
    Error::Generic {
        store: STORE,
        source: error.to_string().into(),
    }
}

fn missing(operation: &str) -> Error {
    Error::NotImplemented {
        operation: operation.to_owned(),
        implementer: STORE.to_owned(),
    }
}

/// The answer if it says yes.
async fn good(answer: Response, key: &str) -> Result<Response> {
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let words: String = answer
        .text()
        .await
        .unwrap_or_default()
        .chars()
        .take(WORDS)
        .collect();
    let source = format!("{status}: {words}").into();
    Err(match status {
        StatusCode::NOT_FOUND if !key.is_empty() => Error::NotFound {
            path: key.to_owned(),
            source,
        },
        _ => Error::Generic {
            store: STORE,
            source,
        },
    })
}

fn header<'a>(answer: &'a Response, name: &str) -> Option<&'a str> {
    answer.headers().get(name)?.to_str().ok()
}

#[async_trait]
impl ObjectStore for Bucket {
    /// A bucket answers after the object is durable.
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        _: PutOptions,
    ) -> Result<PutResult> {
        let key = self.key(location);
        let answer = self
            .send(&Method::PUT, &key, &[], Some(payload.into()))
            .await?;
        let answer = good(answer, &key).await?;
        Ok(PutResult {
            e_tag: header(&answer, "etag").map(str::to_owned),
            version: None,
            extensions: Default::default(),
        })
    }

    async fn put_multipart_opts(
        &self,
        _: &Path,
        _: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        Err(missing("multipart upload"))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        if options.range.is_some() || options.version.is_some() {
            return Err(missing("a part, or an older version"));
        }
        let key = self.key(location);
        let method = if options.head {
            Method::HEAD
        } else {
            Method::GET
        };
        let answer = good(self.send(&method, &key, &[], None).await?, &key).await?;
        let size = header(&answer, "content-length").and_then(|n| n.parse().ok());
        let size = size.ok_or_else(|| generic(&"an answer without a length"))?;
        let at = header(&answer, "last-modified").and_then(modified);
        let meta = ObjectMeta {
            location: location.clone(),
            last_modified: at.ok_or_else(|| generic(&"an answer without a time"))?,
            size,
            e_tag: header(&answer, "etag").map(str::to_owned),
            version: None,
        };
        let pieces = stream::try_unfold(answer, |mut answer| async move {
            let piece = answer
                .chunk()
                .await
                .map_err(|e| generic(&e.without_url()))?;
            Ok(piece.map(|piece| (piece, answer)))
        });
        Ok(GetResult {
            payload: GetResultPayload::Stream(pieces.boxed()),
            range: 0..size,
            meta,
            attributes: Default::default(),
            extensions: Default::default(),
        })
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        let bucket = self.clone();
        locations
            .and_then(move |location| {
                let bucket = bucket.clone();
                async move {
                    let key = bucket.key(&location);
                    good(bucket.send(&Method::DELETE, &key, &[], None).await?, &key).await?;
                    Ok(location)
                }
            })
            .boxed()
    }

    fn list(&self, under: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        let bucket = self.clone();
        let under = under.map_or_else(String::new, |folder| format!("{folder}/"));
        let pages = stream::try_unfold(Some(None), move |next: Option<Option<String>>| {
            let (bucket, under) = (bucket.clone(), under.clone());
            async move {
                let Some(token) = next else {
                    return Ok(None);
                };
                let page = bucket.page(&under, token).await?;
                let found: Vec<Result<ObjectMeta>> = page
                    .objects
                    .into_iter()
                    .filter_map(|(key, last_modified, size)| {
                        let location = bucket.location(&key)?;
                        Some(Ok(ObjectMeta {
                            location,
                            last_modified,
                            size,
                            e_tag: None,
                            version: None,
                        }))
                    })
                    .collect();
                Ok::<_, Error>(Some((stream::iter(found), page.next.map(Some))))
            }
        });
        pages.try_flatten().boxed()
    }

    async fn list_with_delimiter(&self, _: Option<&Path>) -> Result<ListResult> {
        Err(missing("a list by folders"))
    }

    async fn copy_opts(&self, _: &Path, _: &Path, _: CopyOptions) -> Result<()> {
        Err(missing("copy"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(address: &str) -> StoreResult<Bucket> {
        Bucket::parse(address, "key", "secret", Arc::new(|| 0))
    }

    #[test]
    fn an_address_says_where_a_key_is_in_both_styles() {
        let host = bucket("s3://files/desk/one?region=eu-north-1").expect("an address");
        let key = host.key(&Path::from("ab/cd"));
        assert_eq!(
            host.place(&key),
            (
                "files.s3.eu-north-1.amazonaws.com".into(),
                "/desk/one/ab/cd".into()
            )
        );
        let path = bucket("s3://files?endpoint=http://127.0.0.1:9000&path_style=true")
            .expect("an address");
        assert_eq!(
            path.place(&path.key(&Path::from("ab/cd"))),
            ("127.0.0.1:9000".into(), "/files/ab/cd".into())
        );
        assert_eq!(host.location("desk/one/ab/cd"), Some(Path::from("ab/cd")));
        assert_eq!(host.location("desk/onex/ab"), None);
        assert!(!format!("{host:?}").contains("secret"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for wrong in [
            "",
            "https://files",
            "s3://",
            "s3://files?endpoint=ftp://x",
            "s3://files?endpoint=nowhere",
            "s3://files?regoin=x",
        ] {
            assert!(bucket(wrong).is_err(), "{wrong}");
        }
    }
}
