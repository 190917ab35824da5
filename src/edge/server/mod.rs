//! The preview's server: it binds a port, answers browsers by what its caller says, and tells open pages of news.

mod events;
mod hosts;
mod media;
mod range;
mod reply;
mod request;

#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use rustix::process::{Resource, getrlimit};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use self::events::Listener;
use self::hosts::Hosts;
use self::reply::Body;
use self::request::Question;
use super::Failure;
use super::failure::reason;

pub use media::media_type;

/// The port when none is given.
const PORT: u16 = 1111;
/// How many ports are tried, from the first one on.
const PORTS: u16 = 100;
/// How many pages are made at once; the others wait.
const MAKERS: usize = 4;
/// How many connections are held at once, if the system lets us open twice as many files.
const CONNECTIONS: u64 = 2000;
/// How many more may knock at the same moment; the system tells those beyond to come back after a second.
const QUEUE: u32 = 1024;
/// How many pages listen for news at once: each that comes makes the one go that came so many before it, which soon
/// comes again. Browsers have six connections for a server, and without a free one no page can be loaded.
const STREAMS: u64 = 4;
/// How long a connection may be without a whole request's head before it is closed.
const PATIENCE: Duration = Duration::from_secs(10);
/// How large a request's head may be, in bytes: cookies of all that ever ran on localhost come along.
const LARGEST_HEAD: usize = 64 * 1024;

/// Where to listen, and who may ask.
#[derive(Debug, Clone)]
pub struct Address {
    pub interface: IpAddr,
    /// `None` is 1111. When the port is taken, the next free one is used; 0 is any free port.
    pub port: Option<u16>,
    /// Names that may stand in a request's `Host`, beside those of this machine.
    pub allowed_hosts: Vec<String>,
}

/// What a request is given.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A page or file: status 200, 404 for the page that says "not found", 500 for one that shows an error.
    File { status: u16, bytes: Arc<[u8]>, media_type: String },
    /// Another address on this server: its path and perhaps a query. What may not stand in an address as it is, such
    /// as a space or an umlaut, is percent-encoded; a `%` stays.
    Elsewhere(String),
    /// There is no such thing and no page to say so.
    Nothing,
}

/// What is told to a page that listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// The name that the page's script listens for.
    pub event: &'static str,
    /// One line of JSON.
    pub data: String,
}

/// What an address gives. The path begins with `/`, is percent-decoded, and has no `.`, `..` or empty part but
/// perhaps the last; the query is as it was sent.
pub type Pages = Box<dyn Fn(&str, Option<&str>) -> Answer + Send + Sync>;

/// What there is to tell a page that listens, by the query of its request (`""` without one). It is asked once at the
/// beginning of a stream and again after each [`Announcer::announce`].
pub type Newsroom = Box<dyn Fn(&str) -> Option<News> + Send + Sync>;

/// What the caller says to each request. The functions may take their time: they do not hold up one another.
pub struct Replies {
    pub page: Pages,
    pub news: Newsroom,
    /// The path of the event stream.
    pub events_path: &'static str,
}

/// A server that has its port but does not answer yet.
#[derive(Debug)]
pub struct Server {
    runtime: Runtime,
    listener: TcpListener,
    address: SocketAddr,
    hosts: Hosts,
    patience: Duration,
}

/// Tells all who listen that there may be news.
#[derive(Debug, Clone)]
pub struct Announcer {
    bell: watch::Sender<Bell>,
}

/// What every event stream hears of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Bell {
    /// How many times there may have been news.
    news: u64,
    /// How many streams there have been.
    streams: u64,
}

/// What every connection shares.
struct Desk {
    hosts: Hosts,
    patience: Duration,
    replies: Replies,
    bell: watch::Sender<Bell>,
}

impl Server {
    /// Takes the port; who connects now waits until [`Server::start`].
    ///
    /// # Errors
    /// When the interface cannot be bound, no port is free, or an allowed host is no host name.
    pub fn bind(address: &Address) -> Result<Self, Failure> {
        let hosts = Hosts::new(address.interface, &address.allowed_hosts)?;
        let runtime =
            Builder::new_current_thread().enable_all().max_blocking_threads(MAKERS).build().map_err(cannot_start)?;
        let listener = first_free(&runtime, address.interface, address.port.unwrap_or(PORT))?;
        let address = listener.local_addr().map_err(cannot_start)?;
        Ok(Self { runtime, listener, address, hosts, patience: PATIENCE })
    }

    /// The interface and port that were bound.
    pub fn local_address(&self) -> SocketAddr {
        self.address
    }

    /// Answers in a thread of its own until the process ends.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub fn start(self, replies: Replies) -> Result<Announcer, Failure> {
        let Self { runtime, listener, hosts, patience, .. } = self;
        let bell = watch::Sender::new(Bell::default());
        let desk = Arc::new(Desk { hosts, patience, replies, bell: bell.clone() });
        let serve = move || runtime.block_on(accept(listener, desk));
        thread::Builder::new().name("server".to_owned()).spawn(serve).map_err(cannot_start)?;
        Ok(Announcer { bell })
    }
}

impl Announcer {
    /// Every open event stream asks for its news and sends what there is.
    pub fn announce(&self) {
        self.bell.send_modify(|bell| bell.news += 1);
    }
}

fn cannot_start(error: io::Error) -> Failure {
    Failure::machine(format!("cannot start the server: {}", reason(&error)))
}

/// The first port from `port` on that nobody has.
fn first_free(runtime: &Runtime, interface: IpAddr, port: u16) -> Result<TcpListener, Failure> {
    let _entered = runtime.enter();
    let last = if port == 0 { 0 } else { port.saturating_add(PORTS - 1) };
    for port in port..=last {
        let address = SocketAddr::new(interface, port);
        match listen_on(address) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(cannot_listen(address, &error)),
        }
    }
    Err(Failure::machine(format!("all ports of {interface} from {port} to {last} are taken"))
        .help("`--port` takes another one, and `--port 0` any that is free"))
}

fn listen_on(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A port that a server has just left is free, though its last connections linger.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(QUEUE)
}

fn cannot_listen(address: SocketAddr, error: &io::Error) -> Failure {
    let failure = Failure::machine(format!("cannot listen on {address}: {}", reason(error)));
    match error.kind() {
        io::ErrorKind::AddrNotAvailable => failure.help("`--interface` takes an address that this machine has"),
        // Ports below 1024 are the system's (RFC 6335, section 6).
        io::ErrorKind::PermissionDenied if address.port() < 1024 => failure.help("ports from 1024 on are open to all"),
        _ => failure,
    }
}

async fn accept(listener: TcpListener, desk: Arc<Desk>) {
    let places = Arc::new(Semaphore::new(places()));
    loop {
        let place = Arc::clone(&places).acquire_owned().await.expect("the places are never closed");
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(converse(stream, Arc::clone(&desk), place))),
            // The client left again, or no more files may be open: others will be closed soon.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// How many connections may be open: half of the files that may be, so that the site can still be read.
fn places() -> usize {
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    usize::try_from((files / 2).clamp(1, CONNECTIONS)).unwrap_or(1)
}

/// Answers the requests of one connection, one after the other.
async fn converse(stream: TcpStream, desk: Arc<Desk>, _place: OwnedSemaphorePermit) {
    // A system that cannot do this is merely slower.
    let _ = stream.set_nodelay(true);
    let answer = service_fn(|request| answer(request, Arc::clone(&desk)));
    let mut connection = http1::Builder::new();
    connection.timer(TokioTimer::new()).header_read_timeout(desk.patience).max_buf_size(LARGEST_HEAD);
    // An error here is a client that left, was too slow or spoke no HTTP: it has its answer.
    let _ = connection.serve_connection(TokioIo::new(stream), answer).await;
}

async fn answer(request: Request<Incoming>, desk: Arc<Desk>) -> Result<Response<Body>, Infallible> {
    let question = match Question::read(&request, &desk.hosts, desk.replies.events_path) {
        Ok(question) => question,
        Err(refusal) => return Ok(reply::refuse(&refusal)),
    };
    if question.path == desk.replies.events_path {
        return Ok(reply::events(Listener::new(desk, question.query.unwrap_or_default())));
    }
    let is_head = request.method() == Method::HEAD;
    let headers = request.headers().clone();
    let make = move || {
        let answer = (desk.replies.page)(&question.path, question.query.as_deref());
        reply::reply(answer, is_head, &headers)
    };
    Ok(tokio::task::spawn_blocking(make).await.unwrap_or_else(|_| reply::broken()))
}
