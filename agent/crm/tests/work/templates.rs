//! Stories of templates.

use crate::house::{House, by, incident, opportunity};
use crmweb_crm::templates::{self, About};
use crmweb_crm::{By, custom_fields, incidents, opportunities, records};
use crmweb_model::catalogue::custom::Holds;
use crmweb_model::ids::Uid;
use crmweb_model::money::Money;
use crmweb_model::record::RecordKind;
use crmweb_store::custom::Definition;
use crmweb_support::both_engines;

const KIND: RecordKind = RecordKind::Template;

fn typed(fields: &[(&str, &str)]) -> Vec<records::Typed> {
    fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn add(house: &House, fields: &[(&str, &str)]) -> Uid {
    let (ana, fields) = (by(&house.ana), typed(fields));
    house.write(move |tx| records::add(tx, &ana, KIND, None, &fields)).uid
}

fn refused(house: &House, fields: &[(&str, &str)]) -> String {
    let (ana, fields) = (by(&house.ana), typed(fields));
    house.refused(move |tx| records::add(tx, &ana, KIND, None, &fields)).to_string()
}

fn edit(house: &House, kind: RecordKind, uid: Uid, fields: &[(&str, &str)]) {
    let (ana, fields) = (by(&house.ana), typed(fields));
    house.write(move |tx| records::edit(tx, &ana, kind, uid, None, &fields));
}

fn render(house: &House, uid: Uid, about: About) -> templates::Rendered {
    let ana: By = by(&house.ana);
    house.read(move |tx| templates::render(tx, &ana, uid, &about))
}

both_engines! {
    fn a_template_speaks_to_its_reader_and_says_what_it_did_not_know(engine: &Engine) {
        let house = House::build(engine);
        let uid = add(&house, &[
            ("name", "Salut"), ("language", "ro"),
            ("subject", "Ofertă pentru {{account.name}}"),
            ("text", "Bună {{contact.first_name|dle client}},\n{{contact.department|echipa dvs.}}\n{{opportunity.amount}} până la {{opportunity.expected_close|curând}}\n{{user.name}}, {{today}}"),
            ("html", "<p>Bună {{contact.first_name}}</p>"),
        ]);
        let mut draft = opportunity(&house);
        draft.amount = Some(Money::parse("1234567.50 EUR").unwrap());
        let ana = by(&house.ana);
        let opportunity = house.write(move |tx| opportunities::log(tx, &ana, &draft)).uid;
        let mail = render(&house, uid, About { opportunity: Some(opportunity), ..About::default() });
        assert_eq!(mail.subject, "Ofertă pentru Firma");
        assert_eq!(mail.text, "Bună Ion,\nechipa dvs.\n1.234.567,50 EUR până la curând\nana, 24.11.2026");
        assert_eq!(mail.html, "<p>Bună Ion</p>");
        assert_eq!(mail.fell_back, ["contact.department", "opportunity.expected_close"]);
        let nobody = render(&house, uid, About::default());
        assert_eq!(nobody.subject, "Ofertă pentru ");
    }

    fn a_family_of_templates_answers_in_the_readers_language(engine: &Engine) {
        let house = House::build(engine);
        let ro = add(&house, &[("name", "Salut"), ("family", "Salut"), ("language", "ro"), ("text", "Bună")]);
        let de = add(&house, &[("name", "Gruß"), ("family", "Salut"), ("language", "DE"), ("text", "Guten Tag, {{incident.priority}}")]);
        let (draft, ana) = (incident(&house), by(&house.ana));
        let incident = house.write(move |tx| incidents::log(tx, &ana, &draft)).uid;
        let about = About { incident: Some(incident), ..About::default() };
        assert_eq!(render(&house, ro, about).text, "Bună", "no language known: the one that was named");
        edit(&house, RecordKind::Contact, house.ion_uid, &[("language", "de-AT")]);
        let german = render(&house, ro, about);
        assert_eq!((german.template, german.text.as_str()), (de, "Guten Tag, Normal"));
        edit(&house, RecordKind::Contact, house.ion_uid, &[("language", "hu")]);
        assert_eq!(render(&house, ro, about).template, ro, "no such language: the one that was named");
    }

    fn what_cannot_be_filled_is_refused_with_its_place(engine: &Engine) {
        let house = House::build(engine);
        for (field, text, why) in [
            ("text", "a\n{{contact.nose}}", "text: line 2, character 1: there is no field \"contact.nose\""),
            ("subject", "{{contact.first_name", "subject: line 1, character 1: {{ has no }}"),
            ("text", "{{contact.x.size}}", "text: line 1, character 1: there is no field \"contact.x.size\""),
            ("html", "<p title=\"{{today}}\">x</p>", "html: line 1, character 11: a field cannot stand inside a tag"),
        ] {
            assert_eq!(refused(&house, &[("name", "x"), (field, text)]), why);
        }
        let admin = by(&house.admin());
        let is = Definition {
            of: RecordKind::Contact, name: "size".into(), labels: ["Mărime".into(), "Size".into(), "Größe".into()],
            holds: Holds::Line, words: Vec::new(), needed: false, position: 0,
        };
        house.write(move |tx| custom_fields::add_field(tx, &admin, None, &is));
        edit(&house, RecordKind::Contact, house.ion_uid, &[("x.size", "XL")]);
        let uid = add(&house, &[("name", "x"), ("text", "{{contact.x.size}}")]);
        assert_eq!(render(&house, uid, About { contact: Some(house.ion_uid), ..About::default() }).text, "XL");
    }

    fn hostile_values_and_hostile_html_do_nothing(engine: &Engine) {
        let house = House::build(engine);
        let uid = add(&house, &[
            ("name", "x"), ("subject", "Re: {{contact.last_name}}"), ("text", "{{contact.last_name}}"),
            ("html", "<p onclick=\"x()\">{{contact.last_name}}</p><script>alert(1)</script><img src=\"https://track.example/1.gif\">"),
        ]);
        edit(&house, RecordKind::Contact, house.ion_uid, &[("last_name", "{{user.name}}<script>x</script> \"'&")]);
        let about = About { contact: Some(house.ion_uid), ..About::default() };
        let mail = render(&house, uid, about);
        assert_eq!(mail.text, "{{user.name}}<script>x</script> \"'&");
        assert_eq!(mail.html, "<p>{{user.name}}&lt;script&gt;x&lt;/script&gt; &quot;&#39;&amp;</p><img>");
        let (ana, firma) = (by(&house.ana), house.firma_uid);
        let line = add(&house, &[("name", "y"), ("subject", "{{account.description}}")]);
        edit(&house, RecordKind::Account, firma, &[("description", "a\r\nBcc: all@x.example")]);
        let subject = render(&house, line, About { account: Some(firma), ..About::default() }).subject;
        assert_eq!(subject, "a Bcc: all@x.example");
        let stored = house.read(move |tx| records::get(tx, &ana, KIND, uid));
        assert!(!stored.text("html").contains("script") && !stored.text("html").contains("track"));
    }
}
