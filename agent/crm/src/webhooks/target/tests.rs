//! The table of targets.

use super::*;

fn internal() -> Vec<String> {
    ["127.0.0.1:8080", "crm.lan:443", "[::1]:9000"].map(str::to_owned).to_vec()
}

#[test]
fn targets_out_in_the_world_and_those_let_in_are_taken() {
    for (url, place, inside) in [
        ("https://example.com/hook?x=1", "example.com:443", false),
        ("https://EXAMPLE.com:8443/", "example.com:8443", false),
        ("https://example.com", "example.com:443", false),
        ("https://xn--brutria-8wa.ro/h", "xn--brutria-8wa.ro:443", false),
        ("https://93.184.215.14/h", "93.184.215.14:443", false),
        ("https://[2606:4700:0:0::6810:84e5]/h", "[2606:4700::6810:84e5]:443", false),
        ("http://127.0.0.1:8080/hook", "127.0.0.1:8080", true),
        ("https://crm.lan/hook", "crm.lan:443", true),
        ("http://[0:0::1]:9000/", "[::1]:9000", true),
    ] {
        let target = check(url, &internal()).unwrap_or_else(|why| panic!("{url}: {why}"));
        assert_eq!((target.place.as_str(), target.internal), (place, inside), "{url}");
    }
}

#[test]
fn every_other_target_is_refused_with_a_reason() {
    use Refused::*;
    let long = format!("https://example.com/{}", "a".repeat(LONGEST));
    let inside = |place: &str| Inside(place.into());
    for (url, why) in [
        ("", NotAUrl),
        ("hook", NotAUrl),
        ("//example.com/hook", NotAUrl),
        ("https://", NotAUrl),
        ("https:///hook", NotAUrl),
        ("https://exa mple.com", NotAUrl),
        ("https://example.com/\r\nX-Evil: 1", NotAUrl),
        ("https://example.com/\u{0}", NotAUrl),
        ("https://example.com/\u{202e}", NotAUrl),
        ("https://brutărie.ro/", NotAUrl),
        ("https://example.com\\@127.0.0.1/", NotAUrl),
        (long.as_str(), TooLong),
        ("http://example.com/", Scheme),
        ("ftp://example.com/", Scheme),
        ("file:///etc/passwd", NotAUrl),
        ("file://localhost/etc/passwd", Scheme),
        ("gopher://127.0.0.1:25/_HELO", Scheme),
        ("javascript:alert(1)", NotAUrl),
        ("data:text/plain,x", NotAUrl),
        ("https://ana:geheim@example.com/", UserInfo),
        ("https://example.com@127.0.0.1/", UserInfo),
        ("https://example.com/#x", Fragment),
        ("https://example.com:0/", Port),
        ("https://example.com:65536/", Port),
        ("https://example.com:/", Port),
        ("https://example.com:+443/", Port),
        ("https://localhost/", inside("localhost")),
        ("https://localhost./", inside("localhost.")),
        ("https://api.localhost/", inside("api.localhost")),
        ("https://127.0.0.1/", inside("127.0.0.1")),
        ("http://127.0.0.1:8081/", Scheme),
        ("https://127.0.0.1:8081/", inside("127.0.0.1")),
        ("https://169.254.169.254/latest/meta-data", inside("169.254.169.254")),
        ("https://10.0.0.1/", inside("10.0.0.1")),
        ("https://[::1]/", inside("[::1]")),
        ("https://[::ffff:127.0.0.1]/", inside("[::ffff:127.0.0.1]")),
        ("https://[fe80::1]/", inside("[fe80::1]")),
        ("https://[fe80::1%25eth0]/", Host),
        // Other spellings of 127.0.0.1.
        ("https://2130706433/", Host),
        ("https://0x7f000001/", Host),
        ("https://0x7f.0.0.1/", Host),
        ("https://0177.0.0.1/", Host),
        ("https://127.1/", Host),
        ("https://127.0.0.1./", Host),
        ("https://a..b/", Host),
    ] {
        match check(url, &internal()) {
            // How a broken authority is called is the parser's business.
            Err(NotAUrl) if why == Host || why == Port => {}
            found => assert_eq!(found, Err(why), "{url:?}"),
        }
    }
}

#[test]
fn an_internal_target_is_a_host_and_a_port() {
    assert_eq!(place(" CRM.lan:8080 "), Ok("crm.lan:8080".into()));
    assert_eq!(place("[::0001]:80"), Ok("[::1]:80".into()));
    for wrong in
        ["crm.lan", "crm.lan:0", "crm.lan:http", ":80", "a b:80", "http://crm.lan:80", "::1:80", "0x7f.1:80"]
    {
        assert!(place(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn addresses_of_this_machine_and_its_networks_are_not_public_in_any_form() {
    for inside in [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:7f00:1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2002:c0a8:101::",
        "2001::1",
        "2001:0:4136:e378::1",
        "2001:db8::1",
        "3fff::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "100::1",
        "5f00::1",
        "4000::1",
    ] {
        assert!(!is_public(inside.parse().unwrap_or_else(|_| panic!("{inside}"))), "{inside}");
    }
    for outside in [
        "1.1.1.1",
        "93.184.215.14",
        "100.63.0.1",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "198.17.0.1",
        "223.255.255.254",
        "2606:4700::1",
        "2a00:1450:4001::1",
        "64:ff9b::101:101",
        "2002:101:101::",
        "::ffff:1.1.1.1",
    ] {
        assert!(is_public(outside.parse().unwrap_or_else(|_| panic!("{outside}"))), "{outside}");
    }
}
