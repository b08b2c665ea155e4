//! A small server that does not behave, for tests.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::super::patience::Patience;
use super::Client;
use crate::engine::opensearch::{Access, Address};

/// What the server does with a connection.
#[derive(Clone, Copy, Debug)]
pub(in super::super) enum Turn {
    /// Answers with a status and a body.
    Answers(u16, &'static str),
    /// Answers as Elasticsearch does, which puts its name on it.
    Signs(u16, &'static str),
    /// Promises more bytes than it sends, and hangs up.
    Cuts,
    /// Sends this and hangs up.
    Babbles(&'static str),
    /// Takes the request and says nothing until the client hangs up.
    Hangs,
    /// Hangs up at once.
    Closes,
}

/// A server that takes turns, and what it was asked.
pub(in super::super) struct Server {
    pub(in super::super) host: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(in super::super) fn new(turns: &[Turn]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let host = listener.local_addr().expect("an address").to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (turns, heard) = (turns.to_vec(), Arc::clone(&asked));
        thread::spawn(move || {
            for (turn, stream) in turns.into_iter().zip(listener.incoming()) {
                let stream = stream.expect("a connection");
                let heard = Arc::clone(&heard);
                // One that hangs keeps nobody else waiting.
                thread::spawn(move || serve(turn, stream, &heard));
            }
        });
        Self { host, asked }
    }

    /// A client of it that tries once.
    pub(in super::super) fn client(&self) -> Client {
        self.patient(Duration::ZERO)
    }

    /// A client of it that goes on trying for so long.
    pub(in super::super) fn patient(&self, total: Duration) -> Client {
        let (second, moment) = (Duration::from_secs(1), Duration::from_millis(1));
        let patience =
            Patience { connect: second, answer: second, total, wait: moment, busy: moment };
        let address = Address::parse(&format!("opensearch+http://{}/news", self.host));
        let client = Client::new(&address.expect("an address"), &Access::default(), patience);
        client.expect("a client")
    }

    pub(in super::super) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic").clone()
    }
}

fn serve(turn: Turn, mut stream: TcpStream, asked: &Mutex<Vec<String>>) {
    if matches!(turn, Turn::Closes) {
        return;
    }
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) <= 2 {
            break;
        }
        if let Some(number) = line.to_lowercase().strip_prefix("content-length:") {
            length = number.trim().parse().expect("a length");
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    asked.lock().expect("no panic").push(format!("{head}\n{}", String::from_utf8_lossy(&body)));
    let mut answer = |status, signed, body: &str| {
        write!(
            stream,
            "HTTP/1.1 {status} Told\r\n{signed}content-type: application/json\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
    };
    let _ = match turn {
        Turn::Answers(status, body) => answer(status, "", body),
        Turn::Signs(status, body) => answer(status, "X-elastic-product: Elasticsearch\r\n", body),
        Turn::Cuts => write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{{\"took\":"),
        Turn::Babbles(text) => write!(stream, "{text}"),
        Turn::Hangs => {
            let _ = stream.read(&mut [0]);
            Ok(())
        }
        Turn::Closes => Ok(()),
    };
}
