//! The client against a small server that does not behave.

use std::net::TcpListener;
use std::thread;

use super::server::Server;
use super::server::Turn::{self, Answers, Babbles, Closes, Cuts, Hangs};
use super::*;
use crate::engine::opensearch::Secrets;

const QUICK: Patience = Patience {
    connect: Duration::from_secs(1),
    answer: Duration::from_millis(500),
    total: Duration::from_secs(20),
    wait: Duration::from_millis(10),
    busy: Duration::from_millis(10),
};

/// Gives up after the first round of hosts.
const NONE: Patience = Patience { total: Duration::ZERO, ..QUICK };

fn client(hosts: &str, patience: Patience) -> Client {
    let secrets = Secrets::Password { user: "ann".to_owned(), password: "s3cret".to_owned() };
    let access = Access { secrets: Some(secrets), authorities: None };
    let address = Address::parse(&format!("opensearch+http://{hosts}/news")).expect("an address");
    Client::new(&address, &access, patience).expect("a client")
}

fn get(client: &Client) -> Result<Value> {
    client.json(&Method::GET, "/news/_doc/1", None)
}

const FINE: &str = r#"{"took":3}"#;

#[test]
fn a_request_has_its_body_its_kind_and_who_we_are() {
    let server = Server::new(&[Answers(200, FINE)]);
    let body = serde_json::json!({ "query": { "match_all": {} } });
    let answer = client(&server.host, NONE).json(&Method::POST, "/news/_search", Some(&body));
    assert_eq!(answer.expect("an answer")["took"], 3);
    let asked = server.asked().remove(0);
    assert!(asked.starts_with("POST /news/_search HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("authorization: Basic YW5uOnMzY3JldA=="), "{asked}");
    assert!(asked.contains("content-type: application/json"), "{asked}");
    // To pack an answer takes longer than to send it on one machine.
    assert!(asked.contains("accept-encoding: identity"), "{asked}");
    assert!(asked.ends_with(r#"{"query":{"match_all":{}}}"#), "{asked}");
}

#[test]
fn what_is_no_answer_is_asked_for_again() {
    let turns = [
        Cuts,
        Babbles("SSH-2.0-OpenSSH_9.6\r\n"),
        Babbles("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n<html"),
        Babbles(""),
        Closes,
        Hangs,
        Answers(429, r#"{"error":{"type":"rejected","reason":"queue is full"},"status":429}"#),
        Answers(503, r#"{"error":"no master"}"#),
        Answers(200, r#"{"timed_out":true,"hits":{}}"#),
        Answers(
            200,
            r#"{"_shards":{"total":3,"failed":1,"failures":[{"reason":{"type":"no_shard_available_action_exception"}}]}}"#,
        ),
        Answers(200, FINE),
    ];
    let server = Server::new(&turns);
    assert_eq!(get(&client(&server.host, QUICK)).expect("an answer")["took"], 3);
    // All but the one that hung up before it was asked.
    assert_eq!(server.asked().len(), turns.len() - 1);
}

#[test]
fn patience_ends_and_the_last_reason_is_told() {
    let told = |turn: Turn| {
        let server = Server::new(&[turn]);
        let told = get(&client(&server.host, NONE)).expect_err("no answer").to_string();
        let address =
            format!("opensearch+http://{}/news: tried once: {}: ", server.host, server.host);
        assert!(told.starts_with(&address) && !told.contains("s3cret"), "{told}");
        told.replace(&address, "")
    };
    assert_eq!(told(Answers(503, r#"{"error":"no master"}"#)), "status 503: no master");
    let busy = r#"{"error":{"root_cause":[{"reason":"queue\nis full"}],"reason":"other"}}"#;
    assert_eq!(told(Answers(429, busy)), "busy (429): queue is full");
    assert_eq!(told(Hangs), "no answer in time");
    assert!(told(Babbles("HTTP/1.1 200 OK\r\n\r\n<html>")).starts_with("the answer is no JSON"));
    let partial = r#"{"_shards":{"total":3,"failed":2,"failures":[{"reason":{"reason":"gone"}}]}}"#;
    assert_eq!(told(Answers(200, partial)), "2 of 3 shards did not answer: gone");
    assert!(told(Babbles("SSH-2.0\r\n\r\n")).contains("HTTP"));
}

#[test]
fn what_a_host_says_is_told_rather_than_that_another_is_gone() {
    let gone = TcpListener::bind("127.0.0.1:0").expect("a port");
    let gone = gone.local_addr().expect("an address").to_string();
    for order in [true, false] {
        let server = Server::new(&[Answers(503, r#"{"error":"no master"}"#)]);
        let hosts = [server.host.as_str(), &gone];
        let hosts = if order { hosts.join(",") } else { [hosts[1], hosts[0]].join(",") };
        let told = get(&client(&hosts, NONE)).expect_err("no answer").to_string();
        assert!(told.ends_with(": status 503: no master"), "{told}");
        assert!(told.contains("tried 2 times"), "{told}");
    }
}

#[test]
fn what_is_refused_is_not_asked_again() {
    let told = |status, body| {
        let server = Server::new(&[Answers(status, body), Answers(200, FINE)]);
        let told = get(&client(&server.host, QUICK)).expect_err("refused").to_string();
        assert_eq!(server.asked().len(), 1);
        assert!(!told.contains("s3cret") && !told.contains("YW5u"), "{told}");
        told
    };
    assert!(told(401, "Unauthorized").contains("ONRECORD_CLUSTER_USER"));
    let forbidden =
        r#"{"error":{"root_cause":[{"reason":"no permissions for [indices:data/write]"}]}}"#;
    assert!(
        told(403, forbidden)
            .ends_with("not allowed (403): no permissions for [indices:data/write]")
    );
    let wrong = r#"{"error":{"root_cause":[{"reason":"unknown query"}]},"status":400}"#;
    assert!(told(400, wrong).ends_with("the cluster refused (400): unknown query"));
}

#[test]
fn a_status_that_says_no_is_an_answer_to_who_asks_for_it() {
    let server = Server::new(&[Answers(404, r#"{"found":false}"#)]);
    let answer = client(&server.host, NONE).ask(&Method::GET, "/news/_doc/1", None);
    let answer = answer.expect("an answer");
    assert_eq!((answer.status, answer.is_success()), (404, false));
}

#[test]
fn a_write_that_not_every_copy_has_yet_is_done() {
    let written = r#"{"result":"created","_shards":{"total":2,"successful":1,"failed":1}}"#;
    let server = Server::new(&[Answers(201, written)]);
    assert_eq!(get(&client(&server.host, NONE)).expect("an answer")["result"], "created");
}

#[test]
fn the_next_host_is_asked_when_one_is_gone() {
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("an address").to_string()
    };
    let server = Server::new(&[Answers(200, FINE), Answers(200, FINE), Answers(200, FINE)]);
    let client = client(&format!("{gone},{}", server.host), QUICK);
    for _ in 0..3 {
        assert_eq!(get(&client).expect("an answer")["took"], 3);
    }
    let nobody = super::super::Address::parse(&format!("opensearch+http://{gone}/news"));
    let nobody = Client::new(&nobody.expect("an address"), &Access::default(), NONE);
    let told = get(&nobody.expect("a client")).expect_err("nobody").to_string();
    assert!(told.contains(&gone) && told.to_lowercase().contains("refused"), "{told}");
}

#[test]
fn a_busy_cluster_is_asked_again_for_a_while_by_who_does_not_wait_for_a_silent_one() {
    const BUSY: Turn = Answers(429, "{}");
    let ask = |turns: &[Turn], most| {
        let server = Server::new(turns);
        let client = client(&server.host, QUICK);
        let answer = client.ask_while_busy(&Method::DELETE, "/news/_doc/1", None, most);
        (answer.is_ok(), server.asked().len())
    };
    let while_it_lasts = Duration::from_secs(20);
    assert_eq!(ask(&[BUSY, BUSY, Answers(200, FINE)], while_it_lasts), (true, 3));
    assert_eq!(ask(&[BUSY, Answers(200, FINE)], Duration::ZERO), (false, 1));
    assert_eq!(ask(&[Answers(503, "{}"), Answers(200, FINE)], while_it_lasts), (false, 1));
}

#[test]
fn only_so_many_requests_are_under_way() {
    let gate = Gate::default();
    let passes: Vec<Pass<'_>> = (0..IN_FLIGHT).map(|_| gate.enter()).collect();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| drop(gate.enter()));
        assert_eq!(*gate.inside.lock().expect("no panic"), IN_FLIGHT);
        drop(passes);
        waiting.join().expect("it came through");
    });
    assert_eq!(*gate.inside.lock().expect("no panic"), 0);
}

#[test]
fn authorities_are_certificates() {
    for wrong in
        ["", "no certificate", "-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----"]
    {
        let access = Access { secrets: None, authorities: Some(wrong.as_bytes().to_vec()) };
        let address = Address::parse("opensearch+https://localhost/news").expect("an address");
        let told = Client::new(&address, &access, NONE).expect_err("no certificate").to_string();
        assert!(told.contains("--ca"), "{told}");
    }
}
