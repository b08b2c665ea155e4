//! A server between an engine and its cluster that takes down what is sent.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::raw::{Raw, Sent};

/// Takes down what passes.
pub(crate) struct Recorder {
    /// Where it listens.
    pub(crate) host: String,
    taken: Arc<Mutex<Vec<Sent>>>,
}

impl Recorder {
    /// Listens on this machine for whoever is told its host; ends with the process.
    pub(crate) fn before(hosts: &[String]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let host = listener.local_addr().expect("an address").to_string();
        let taken: Arc<Mutex<Vec<Sent>>> = Arc::default();
        let raw = Arc::new(Raw::new(hosts));
        let all = Arc::clone(&taken);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.expect("a connection");
                let (raw, taken) = (Arc::clone(&raw), Arc::clone(&all));
                std::thread::spawn(move || pass(&stream, &raw, &taken));
            }
        });
        Self { host, taken }
    }

    /// What passed since this was asked last.
    pub(crate) fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut *self.taken.lock().expect("the list"))
    }
}

/// Hands on what comes over a connection until it ends.
fn pass(stream: &TcpStream, raw: &Raw, taken: &Mutex<Vec<Sent>>) {
    stream.set_nodelay(true).expect("a connection");
    let mut reader = BufReader::new(stream);
    while let Some(sent) = read(&mut reader) {
        let (status, answer) = raw.send(&sent);
        taken.lock().expect("the list").push(sent);
        let head = format!(
            "HTTP/1.1 {status} -\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            answer.len()
        );
        let mut stream = stream;
        let told = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&answer));
        if told.is_err() {
            return;
        }
    }
}

/// The next request of a connection; none at its end.
fn read(reader: &mut BufReader<&TcpStream>) -> Option<Sent> {
    let mut line = String::new();
    if reader.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let (mut length, mut kind) = (0, String::new());
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().expect("a length"),
            "content-type" => value.trim().clone_into(&mut kind),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Sent { method, path, kind, body })
}
