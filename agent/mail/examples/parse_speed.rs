//! How long reading takes: `cargo run --release --example parse_speed`.

use crmweb_mail::parse;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Each case is repeated for about this long.
const SPAN: Duration = Duration::from_millis(700);

fn main() {
    let header = header();
    report("envelope of a header", header.len(), || {
        black_box(parse::envelope(black_box(header.as_bytes())));
    });
    let usual = usual();
    report("mail: 2 KB text, 6 KB quote, attachment", usual.len(), || {
        black_box(parse::mail(black_box(usual.as_bytes()), false));
    });
    let page = page();
    report("mail: HTML only", page.len(), || {
        black_box(parse::mail(black_box(page.as_bytes()), false));
    });
    let large = with_attachment("A short text.\r\n", 50 << 20);
    report("mail: 50 MB attachment", large.len(), || {
        black_box(parse::mail(black_box(large.as_bytes()), false));
    });
    let many = many_parts(100_000);
    report("mail: 100,000 parts", many.len(), || {
        black_box(parse::mail(black_box(many.as_bytes()), false));
    });
    for (name, line) in
        [("'>'", ">"), ("'<'", "<"), ("'<a\"'", "<a\""), ("'=?'", "=?"), ("'&#'", "&#"), ("'<!--'", "<!--")]
    {
        let text =
            format!("From: a@b.ro\r\nContent-Type: text/html\r\n\r\n{}", line.repeat((5 << 20) / line.len()));
        report(&format!("mail: 5 MB of {name} as HTML"), text.len(), || {
            black_box(parse::mail(black_box(text.as_bytes()), false));
        });
        let text = text.replace("text/html", "text/plain");
        report(&format!("mail: 5 MB of {name} as text"), text.len(), || {
            black_box(parse::mail(black_box(text.as_bytes()), false));
        });
    }
}

fn report(name: &str, size: usize, mut run: impl FnMut()) {
    run();
    let (begun, mut times, mut best) = (Instant::now(), 0u32, Duration::MAX);
    while begun.elapsed() < SPAN {
        let start = Instant::now();
        run();
        best = best.min(start.elapsed());
        times += 1;
    }
    let mean = begun.elapsed() / times;
    println!("{name:<44} {size:>10} bytes  mean {mean:>11.2?}  best {best:>11.2?}  {times:>7} times");
}

fn header() -> String {
    "Return-Path: <ana.pop@firma.example>\r\n\
     Received: from mail.firma.example (mail.firma.example [192.0.2.1]) by mx.test.example with ESMTPS; Mon, 23 Nov 2026 12:05:02 +0000\r\n\
     Date: Mon, 23 Nov 2026 14:05:00 +0200\r\n\
     From: =?UTF-8?Q?Ana_Pop=C4=83?= <ana.pop@firma.example>\r\n\
     To: Ion Ionescu <ion@test.example>, \"Pop, Maria\" <maria@test.example>\r\n\
     Cc: office@test.example\r\n\
     Subject: =?UTF-8?B?UmU6IE9mZXJ0xIMgcGVudHJ1IHBhbGXIm2k=?=\r\n\
     Message-ID: <DB9PR000123.1.77@firma.example>\r\n\
     In-Reply-To: <1710513275.3.1@test.example>\r\n\
     References: <1710513200.3.1@test.example>\r\n <1710513210.3.1@test.example>\r\n <1710513275.3.1@test.example>\r\n\
     X-Mailer: Microsoft Outlook 16.0\r\n\
     Thread-Topic: Oferta\r\n\
     MIME-Version: 1.0\r\n\
     Content-Type: multipart/mixed;\r\n boundary=\"=_1_2_b\"\r\n\r\n"
        .to_owned()
}

fn usual() -> String {
    let sentence = "Vă mulțumesc pentru răspuns; livrarea rămâne stabilită pentru luni, la depozit.\r\n";
    let text = sentence.repeat(2_000 / sentence.len() + 1);
    let quote = format!("> {sentence}").repeat(6_000 / sentence.len() + 1);
    with_attachment(
        &format!(
            "{text}\r\nCu stimă,\r\nAna Popă\r\n\r\nÎn 22.11.2026 10:15, Ion Ionescu a scris:\r\n{quote}"
        ),
        9_000,
    )
}

fn with_attachment(text: &str, size: usize) -> String {
    let line = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0\r\n";
    format!(
        "{}--=_1_2_b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n\
         --=_1_2_b\r\nContent-Type: application/pdf; name=oferta.pdf\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=oferta.pdf\r\n\r\n{}--=_1_2_b--\r\n",
        header(),
        line.repeat(size / line.len())
    )
}

fn page() -> String {
    let row = "<tr><td style=\"padding:0\"><p class=MsoNormal>Bun&#259; ziua, livrarea r&#259;m&acirc;ne <b>luni</b>.</p></td></tr>\r\n";
    format!(
        "From: a@b.ro\r\nSubject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><head><style>p{{margin:0}}</style></head><body><table>{}</table></body></html>",
        row.repeat(200)
    )
}

fn many_parts(count: usize) -> String {
    let part = "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n";
    format!(
        "From: a@b.ro\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{}--b--\r\n",
        part.repeat(count)
    )
}
