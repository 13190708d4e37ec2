use super::*;

fn refusal(script: impl FnOnce(&mut Peer) + Send + 'static) -> WireError {
    let (server, peer) = serve(script);
    let error = enter(&server, &patience()).map(drop).unwrap_err();
    peer.join().unwrap();
    error
}

#[test]
fn a_server_that_accepts_and_never_greets_is_given_up_in_time() {
    let (server, peer) = serve(Peer::wait_for_end);
    let error = enter(&server, &impatience()).map(drop).unwrap_err();
    assert_eq!((error.code(), error.is_transient()), ("imap.timeout", true));
    peer.join().unwrap();
}

#[test]
fn a_server_that_drips_its_greeting_is_given_up_in_time() {
    let (server, peer) = serve(|peer| {
        while peer.stream.get_mut().write_all(b"*").is_ok() {
            std::thread::yield_now();
        }
    });
    let error = enter(&server, &impatience()).map(drop).unwrap_err();
    assert!(matches!(error, WireError::Timeout { .. } | WireError::TooLarge { .. }), "{error:?}");
    peer.join().unwrap();
}

#[test]
fn a_server_too_busy_to_greet_is_visited_later() {
    let error = refusal(|peer| peer.say("* BYE Too many connections\r\n"));
    assert_eq!((error.code(), error.is_transient()), ("imap.throttled", true));
    assert!(error.to_string().contains("Too many connections"), "{error}");
    let error = refusal(|peer| peer.say("* BYE Suggested Backoff Time: 5000 milliseconds\r\n"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
}

#[test]
fn greetings_that_are_none_are_refused_without_a_sign_in() {
    for greeting in
        ["* PREAUTH welcome\r\n", "220 smtp.example ESMTP\r\n", "HTTP/1.1 400 Bad\r\n\r\n", "* 4 EXISTS\r\n"]
    {
        let error = refusal(move |peer| {
            peer.say(greeting);
            assert_eq!(peer.hear(), "", "the client sent something after {greeting:?}");
        });
        assert_eq!(error.code(), "imap.greeting", "{greeting:?}");
    }
}

#[test]
fn a_connection_lost_before_the_greeting_is_a_closed_one() {
    assert_eq!(refusal(|_| {}).code(), "imap.closed");
}

#[test]
fn a_wrong_password_is_told_from_a_busy_server() {
    for (result, code) in [
        ("NO [AUTHENTICATIONFAILED] Authentication failed.", "imap.sign-in-refused"),
        ("NO no such user: ș", "imap.sign-in-refused"),
        ("NO [UNAVAILABLE] Temporary authentication failure.", "imap.throttled"),
        ("NO [LIMIT] Rate limit hit.", "imap.throttled"),
        ("BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds", "imap.throttled"),
    ] {
        let error = refusal(move |peer| {
            peer.say("* OK [CAPABILITY IMAP4rev1] ready\r\n");
            peer.answer("LOGIN \"ana\" \"secret\"", "* OK é\r\n* NO [ALERT] look\r\n", result);
        });
        assert_eq!(error.code(), code, "{result}");
    }
}

#[test]
fn a_farewell_during_the_sign_in_is_kept() {
    let error = refusal(|peer| {
        peer.say("* OK ready\r\n");
        peer.answer("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n", "OK");
        peer.hear();
        peer.say("* BYE Autologout; idle\u{7} for \u{202e}too long\r\n");
    });
    let WireError::Closed { text: Some(text) } = error else { panic!("{error:?}") };
    assert_eq!(text, "Autologout; idle  for  too long");
}

#[test]
fn a_password_with_any_characters_reaches_the_server() {
    let odd = "p\"\\ă\r\nb";
    let (server, peer) = serve(move |peer| {
        peer.say("* OK [CAPABILITY IMAP4rev1] ready\r\n");
        let line = peer.hear();
        assert!(line.ends_with(" LOGIN {3}"), "{line}");
        peer.say("* 2 EXISTS\r\n+ go on\r\n");
        assert_eq!(peer.hear_bytes(3), b"ana");
        assert_eq!(peer.hear(), format!(" {{{}}}", odd.len()));
        peer.say("+\r\n");
        assert_eq!(peer.hear_bytes(odd.len()), odd.as_bytes());
        assert_eq!(peer.hear(), "");
        peer.say(format!("{} OK in\r\n", line.split(' ').next().unwrap()));
    });
    open(&server, &Credentials::password("ana", odd), &patience(), &StopSignal::default()).map(drop).unwrap();
    peer.join().unwrap();

    let (server, peer) = serve(move |peer| {
        peer.say("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=PLAIN] ready\r\n");
        let line = peer.hear();
        assert!(line.ends_with(" AUTHENTICATE PLAIN"), "{line}");
        peer.say("+\r\n");
        assert_eq!(peer.hear(), "AGFuYQDImQ==");
        peer.say(format!("{} OK in\r\n", line.split(' ').next().unwrap()));
    });
    open(&server, &Credentials::password("ana", "ș"), &patience(), &StopSignal::default()).map(drop).unwrap();
    peer.join().unwrap();
}

#[test]
fn plain_text_is_spoken_on_this_machine_only() {
    // TEST-NET-1 (RFC 5737): nothing is sent there, the refusal comes first.
    let server = Server { host: "192.0.2.1".into(), port: 143, security: Security::Plain, extra_ca: None };
    assert_eq!(enter(&server, &impatience()).map(drop).unwrap_err().code(), "imap.plaintext-refused");
}

#[test]
fn nobody_listening_is_unreachable() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = Server { host: "127.0.0.1".into(), port, security: Security::Tls, extra_ca: None };
    let error = enter(&server, &patience()).map(drop).unwrap_err();
    assert_eq!((error.code(), error.is_transient()), ("imap.unreachable", true));
}

#[test]
fn words_slipped_in_after_starttls_are_not_believed() {
    let (mut server, peer) = serve(|peer| {
        peer.say("* OK ready\r\n");
        peer.answer("STARTTLS", "", "OK go\r\n* CAPABILITY IMAP4rev1 AUTH=EVIL");
        assert_eq!(peer.hear(), "");
    });
    server.security = Security::StartTls;
    let error = enter(&server, &patience()).map(drop).unwrap_err();
    assert!(matches!(&error, WireError::Tls { text, .. } if text.contains("plain text")), "{error:?}");
    peer.join().unwrap();
}

#[test]
fn a_server_without_starttls_gets_no_password() {
    let (mut server, peer) = serve(|peer| {
        peer.say("* OK ready\r\n");
        peer.answer("STARTTLS", "", "BAD unknown command");
        assert_eq!(peer.hear(), "");
    });
    server.security = Security::StartTls;
    assert_eq!(enter(&server, &patience()).map(drop).unwrap_err().code(), "imap.tls");
    peer.join().unwrap();
}

#[test]
fn a_stop_ends_a_sign_in_that_hangs() {
    let stop = StopSignal::default();
    let raiser = stop.clone();
    let (server, peer) = serve(move |peer| {
        peer.say("* OK [CAPABILITY IMAP4rev1] ready\r\n");
        peer.hear();
        raiser.raise();
        peer.wait_for_end();
    });
    let result = open(&server, &Credentials::password("ana", "secret"), &patience(), &stop);
    assert_eq!(result.map(drop).unwrap_err().code(), "imap.stopped");
    peer.join().unwrap();
}

#[test]
fn a_refused_token_is_acknowledged_and_its_reason_reported() {
    let (server, peer) = serve(|peer| {
        peer.say("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] ready\r\n");
        let line = peer.hear();
        assert!(line.ends_with(" AUTHENTICATE XOAUTH2"), "{line}");
        peer.say("+ \r\n");
        assert_eq!(peer.hear(), "dXNlcj1hbmEBYXV0aD1CZWFyZXIgdG9rAQE=");
        peer.say("+ eyJzdGF0dXMiOiI0MDAifQ==\r\n");
        assert_eq!(peer.hear(), "");
        peer.say(format!("{} NO [AUTHENTICATIONFAILED] expired\r\n", line.split(' ').next().unwrap()));
    });
    let result = open(&server, &Credentials::token("ana", "tok"), &patience(), &StopSignal::default());
    assert_eq!(result.map(drop).unwrap_err().code(), "imap.sign-in-refused");
    peer.join().unwrap();
}
