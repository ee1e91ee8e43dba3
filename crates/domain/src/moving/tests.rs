use super::columns::{Column, guess, guess_fields, person};
use super::csv::{Broken, Rows, delimiter};
use super::records::Records;
use super::*;
use crate::contact::LifeCycle;
use crate::field::{Definition, Entity, FieldKind, FieldValue};
use crate::{AgentId, FieldId};
use serde_json::json;
use uuid::Uuid;

fn rows(text: &[u8], delimiter: u8) -> Vec<Result<Vec<String>, Broken>> {
    let mut rows = Rows::new(text, delimiter, 0, 1);
    let mut out = Vec::new();
    while let Some(row) = rows.next_row().expect("memory") {
        out.push(row.cells);
    }
    assert_eq!(rows.place().0, text.len() as u64);
    out
}

fn cells(row: &[&str]) -> Result<Vec<String>, Broken> {
    Ok(row.iter().map(|c| (*c).to_owned()).collect())
}

#[test]
fn quotes_commas_and_line_breaks_in_cells_are_kept() {
    let read = rows(b"a,\"b, c\",\"say \"\"hi\"\"\nthere\"\r\n\r\nx,,y\n", b',');
    assert_eq!(
        read,
        [
            cells(&["a", "b, c", "say \"hi\"\nthere"]),
            cells(&["x", "", "y"])
        ]
    );
}

#[test]
fn a_quote_that_never_ends_costs_one_row() {
    let mut text = b"name,email\n\"Ann,ann@a.example\n".to_vec();
    for n in 0..3000 {
        text.extend_from_slice(format!("p{n},p{n}@a.example\n").as_bytes());
    }
    let read = rows(&text, b',');
    assert_eq!(read.len(), 3002);
    assert_eq!(read.iter().filter(|r| r.is_err()).count(), 1);
    assert_eq!(read[3001], cells(&["p2999", "p2999@a.example"]));
}

#[test]
fn a_stray_quote_does_not_take_in_the_rows_down_to_the_next_quoted_cell() {
    let text = b"name,note\nAnn,\"likes tea\nBob,b\nCleo,c\n\"Dora, D.\",d\nEva,\"two\nlines\"\n\"Fay\",\"f\"\n";
    let good = |n: &str, note: &str| cells(&[n, note]);
    assert_eq!(
        rows(text, b','),
        [
            good("name", "note"),
            Err(Broken::StrayQuote),
            good("Bob", "b"),
            good("Cleo", "c"),
            good("Dora, D.", "d"),
            good("Eva", "two\nlines"),
            good("Fay", "f"),
        ]
    );
}

#[test]
fn a_stray_quote_that_no_other_quote_answers_takes_in_nothing_either() {
    let mut text = b"name;size\r\nAnn;\"5\r\n".to_vec();
    for n in 0..400 {
        text.extend_from_slice(format!("p{n};{n}\r\n").as_bytes());
    }
    // Inches: the quote ends a cell by the letter of the rules, far below.
    text.extend_from_slice(b"lamp;7\"\r\n");
    let read = rows(&text, b';');
    assert_eq!(read.len(), 403);
    assert_eq!(read[1], Err(Broken::StrayQuote));
    assert_eq!(read[402], cells(&["lamp", "7\""]));
}

#[test]
fn quotes_everywhere_cost_no_more_than_their_rows_and_end() {
    for text in [
        "\"\n".repeat(5000),
        "\"a\"b\n".repeat(5000),
        ",\",\n\",\"x\n".repeat(2000),
        "\"".repeat(300_000),
    ] {
        let read = rows(text.as_bytes(), b',');
        assert!(read.len() <= text.lines().count(), "{}", read.len());
    }
}

#[test]
fn rubbish_rows_are_told_and_passed() {
    let mut text = b"good,row\n".to_vec();
    text.extend_from_slice(b"bad\xff\xfe,row\n");
    text.extend_from_slice(b"nul\0,row\n");
    text.extend(vec![b'x'; 3_000_000]);
    text.extend_from_slice(b"\nlast,row");
    text.extend(",".repeat(600).as_bytes());
    text.extend_from_slice(b"\nthe,end");
    let read = rows(&text, b',');
    assert_eq!(
        read,
        [
            cells(&["good", "row"]),
            Err(Broken::NotText),
            Err(Broken::NotText),
            Err(Broken::TooLarge),
            Err(Broken::TooManyCells),
            cells(&["the", "end"])
        ]
    );
}

#[test]
fn the_separator_is_told_from_the_rows() {
    assert_eq!(delimiter(b"a;b;c\n1;2,5;3\n4;5;6\n"), b';');
    assert_eq!(delimiter(b"a\tb\nx, y\tz\n"), b'\t');
    assert_eq!(delimiter(b"a,b\n\"x;y\",z\n"), b',');
    assert_eq!(delimiter(b"only one column\nx\n"), b',');
}

#[test]
fn headings_are_guessed_in_several_languages() {
    let head = |h: &[&str]| guess(&h.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>());
    assert_eq!(
        head(&[
            "E-mail Address",
            "First Name",
            "Last Name",
            "Company",
            "E-mail 2",
            "Shoe size"
        ]),
        [
            Column::Email,
            Column::FirstName,
            Column::LastName,
            Column::Organization,
            Column::Email,
            Column::Ignore
        ]
    );
    assert_eq!(
        head(&[
            "Nimi",
            "E-posti aadress",
            "Telefon",
            "Ettevõte",
            "Known since"
        ]),
        [
            Column::Name,
            Column::Email,
            Column::Phone,
            Column::Organization,
            Column::CreatedAt
        ]
    );
    assert_eq!(
        head(&["姓名", "电子邮件", "电话"]),
        [Column::Name, Column::Email, Column::Phone]
    );
}

#[test]
fn a_row_without_an_address_is_nobody_and_formulas_are_text() {
    let columns = [Column::Name, Column::Email, Column::Phone];
    let row = |c: [&str; 3]| person(&c.map(str::to_owned), &columns, &House::default());
    let read = row(["=HYPERLINK(\"x\")", "Ann@A.example; b@a.example", "12 34"]).expect("a person");
    assert_eq!(read.person.name, "=HYPERLINK(\"x\")");
    assert_eq!(read.person.key, "ann@a.example");
    assert_eq!(read.person.emails.len(), 2);
    assert_eq!(read.odd, [("phone_not_international", "12 34".to_owned())]);
    assert_eq!(row(["Bob", "", ""]), Err(("no_address", "Bob".to_owned())));
    assert_eq!(
        row(["Bob", "bob at x", ""]).expect_err("none").0,
        "bad_address"
    );
    assert_eq!(
        row(["Eve", "", "0037 255 512 345"])
            .expect("a person")
            .person
            .key,
        "+37255512345"
    );
}

#[test]
fn times_are_read_as_programs_write_them() {
    assert_eq!(time("2024-05-01T10:00:00Z"), Some(1_714_557_600_000));
    assert_eq!(time("2024-05-01 10:00:00 UTC"), Some(1_714_557_600_000));
    assert_eq!(time("1714557600"), Some(1_714_557_600_000));
    assert_eq!(time("1714557600000"), Some(1_714_557_600_000));
    assert_eq!(time("2024-05-01"), Some(1_714_521_600_000));
    for bad in [
        "",
        "soon",
        "0",
        "9999999999999999",
        "0001-01-01",
        "2999-01-01T00:00:00Z",
    ] {
        assert_eq!(time(bad), None, "{bad}");
    }
}

fn records(text: &[u8]) -> Vec<(String, Option<i64>)> {
    let mut records = Records::new(text);
    let mut out = Vec::new();
    while let Some(found) = records.next_record().expect("memory") {
        out.push((found.list, found.value.ok().and_then(|v| v["id"].as_i64())));
    }
    out
}

#[test]
fn lines_lists_and_answers_of_apis_hold_the_same_records() {
    let two = |list: &str| vec![(list.to_owned(), Some(1)), (list.to_owned(), Some(2))];
    assert_eq!(
        records(b"{\"id\":1,\"comments\":[{}]}\n{\"id\":2}\n"),
        two("")
    );
    assert_eq!(
        records(b"{\"comments\":[{\"id\":5}],\"id\":1}\n{\"id\":2}\n"),
        two("")
    );
    assert_eq!(records(b"\xef\xbb\xbf[{\"id\":1},\n {\"id\":2}]"), two(""));
    assert_eq!(
        records(b"{\"count\":2,\"tickets\":[{\"id\":1},{\"id\":2}],\"next_page\":null}"),
        two("tickets")
    );
    assert_eq!(
        records(b"{\"data\":{\"meta\":{\"all_count\":2},\"payload\":[{\"meta\":{},\"id\":1},{\"id\":2}]}}"),
        two("payload")
    );
    let pages = b"{\"tickets\":[{\"id\":1}]}\n{\"tickets\":[{\"id\":2}]}";
    assert_eq!(records(pages), two("tickets"));
    let pretty = b"{\n  \"id\": 1,\n  \"tags\": [\n    \"a\"\n  ]\n}\n{\n\"id\": 2\n}";
    assert_eq!(records(pretty), two(""));
}

#[test]
fn a_line_that_was_cut_off_costs_one_record() {
    let read = records(b"{\"id\":1}\n{\"id\":7,\"text\":\"cut\n{\"id\":2}\n{\"id\":8,\n{\"id\":3}\nrubbish\n]}{\"id\":4}");
    let good: Vec<i64> = read.iter().filter_map(|r| r.1).collect();
    assert_eq!(good, [1, 2, 3, 4], "{read:?}");
    assert_eq!(read.len(), 7, "{read:?}");
}

#[test]
fn a_zendesk_ticket_becomes_a_matter_with_its_comments() {
    let value = json!({
        "id": 35436, "subject": "My printer is on fire!", "status": "pending", "priority": "high",
        "requester_id": 20978392, "assignee_id": 235323, "tags": ["printer"], "created_at": "2024-05-01T10:00:00Z",
        "comments": [
            {"id": 1, "author_id": 20978392, "plain_body": "Help", "public": true, "created_at": "2024-05-01T10:00:00Z",
             "attachments": [{"file_name": "smoke.jpg", "content_url": "https://x.example/smoke.jpg"}]},
            {"id": 2, "author_id": 235323, "body": "Call them", "public": false, "created_at": "2024-05-01T11:00:00Z"}]
    });
    let Record::Matter(m) = zendesk::record(&value, "tickets") else {
        panic!("a ticket is a matter")
    };
    assert_eq!((m.status, m.urgency), (Status::Waiting, Urgency::High));
    assert_eq!(m.utterances.len(), 2);
    assert_eq!(m.utterances[0].files[0].0, "smoke.jpg");
    assert_eq!(m.utterances[1].kind, MessageKind::Note);
    let user = json!({"id": 20978392, "name": "Ann", "email": "ann@a.example", "role": "end-user", "locale": "et"});
    assert!(
        matches!(zendesk::record(&user, ""), Record::Person(p) if !p.agent && p.language == "et")
    );
    assert_eq!(
        zendesk::record(&json!({"x": 1}), ""),
        Record::Other("no_id")
    );
    assert_eq!(
        zendesk::record(&json!({"id": [], "subject": 3}), ""),
        Record::Other("no_id")
    );
}

#[test]
fn a_chatwoot_conversation_becomes_a_matter_without_activity() {
    let value = json!({
        "id": 5, "inbox_id": 1, "status": "open", "labels": ["vip"], "created_at": 1_714_557_600,
        "meta": {"sender": {"id": 9, "name": "Ann", "email": "ann@a.example", "phone_number": "+37255512345"},
                 "assignee": {"email": "ada@lamps.example"}},
        "messages": [
            {"id": 1, "content": "Hi there", "message_type": 0, "created_at": 1_714_557_600, "sender": {"id": 9}},
            {"id": 2, "content": "Assigned", "message_type": 2, "created_at": 1_714_557_601},
            {"id": 3, "content": "Hello", "message_type": 1, "created_at": 1_714_557_700, "sender": {"email": "ada@lamps.example"}}]
    });
    let Record::Matter(m) = chatwoot::record(&value) else {
        panic!("a conversation is a matter")
    };
    assert_eq!(m.subject, "Hi there");
    assert_eq!(m.utterances.len(), 2);
    assert_eq!(m.utterances[1].agent.as_deref(), Some("ada@lamps.example"));
    assert_eq!(m.people[0].phones, ["+37255512345"]);
}

fn house() -> House {
    let field = |n: u128, entity, key: &str, name: &str, kind| Definition {
        id: FieldId(Uuid::from_u128(n)),
        entity,
        key: key.to_owned(),
        name: name.to_owned(),
        kind,
        choices: vec!["Gold".to_owned()],
        position: 0,
        archived: false,
        created_at: 0,
    };
    House {
        fields: vec![
            field(1, Entity::Organization, "tier", "Tier", FieldKind::Choice),
            field(
                2,
                Entity::Contact,
                "shoe_size",
                "Shoe size",
                FieldKind::Number,
            ),
            field(3, Entity::Conversation, "room", "Room", FieldKind::Text),
        ],
        owners: [("ada@lamps.example".to_owned(), AgentId(Uuid::nil()))].into(),
    }
}

#[test]
fn columns_of_organizations_and_custom_fields_are_guessed_and_kept_apart() {
    let headings = [
        "Email",
        "Company",
        "Plan",
        "Tier",
        "SHOE SIZE",
        "Room",
        "Account owner",
    ];
    let headings = headings.map(str::to_owned);
    let [tier, shoe] = [1, 2].map(|n| Column::Field(FieldId(Uuid::from_u128(n))));
    let columns = guess_fields(&headings, guess(&headings), &house());
    let wanted = [
        Column::Email,
        Column::Organization,
        Column::OrganizationPlan,
        tier,
        shoe,
        Column::Ignore,
        Column::OrganizationOwner,
    ];
    assert_eq!(columns, wanted);
    // As they are kept in a plan.
    let kept = serde_json::to_string(&columns).expect("JSON");
    assert_eq!(
        serde_json::from_str::<Vec<Column>>(&kept).expect("columns"),
        columns
    );
    assert!(serde_json::from_str::<Column>("\"fld_nonsense\"").is_err());

    let row = |cells: [&str; 7]| {
        let read = person(&cells.map(str::to_owned), &columns, &house());
        read.expect("a person")
    };
    let read = row([
        "a@a.example",
        "Firm",
        "Gold",
        "gold",
        "42",
        "7",
        "ADA@lamps.example",
    ]);
    let told = read.person.company.expect("an organization");
    let (gift, odd) = house().organization(&told);
    assert_eq!(odd, []);
    assert_eq!(gift.traits.plan.as_deref(), Some("Gold"));
    assert_eq!(gift.traits.owner, Some(AgentId(Uuid::nil())));
    let gold = FieldValue::Choice("Gold".to_owned());
    assert_eq!(gift.fields, [(FieldId(Uuid::from_u128(1)), gold)]);
    let (own, odd) = house().values(Entity::Contact, &read.person.fields);
    assert_eq!(
        own,
        [(FieldId(Uuid::from_u128(2)), FieldValue::Number(42_000))]
    );
    assert_eq!(odd, []);
    // Of nobody's organization nothing is taken, and it is told; a bare name is a name.
    let read = row(["a@a.example", "", "Gold", "", "", "", ""]);
    assert_eq!(
        (read.person.company, read.odd),
        (None, vec![("no_organization", String::new())])
    );
    assert_eq!(
        row(["a@a.example", "Firm", "", "", "", "", ""])
            .person
            .company,
        None
    );
}

#[test]
fn what_is_said_of_organizations_is_read_or_told() {
    let value = json!({
        "id": 7, "name": "Firm\u{7}Ltd", "domain_names": ["firm.example", 5], "details": "Since 1999", "notes": "Nice",
        "organization_fields": { "plan": "Gold", "account_owner": "nobody@lamps.example", "lifecycle_stage": "Customer",
            "tier": "Tin", "shoe_size": 42, "vip": true, "empty": null, "deep": { "x": 1 } }
    });
    let Record::Organization(told) = zendesk::record(&value, "organizations") else {
        panic!("an organization")
    };
    assert_eq!(
        (told.name.as_str(), told.note.as_str()),
        ("Firm Ltd", "Since 1999\nNice")
    );
    let (gift, mut odd) = house().organization(&told);
    odd.sort_unstable();
    let wanted = [
        ("bad_value", "Tier: Tin"),
        ("no_such_field", "organizations: shoe_size"),
        ("no_such_field", "organizations: vip"),
        ("unknown_owner", "nobody@lamps.example"),
    ];
    assert_eq!(odd, wanted.map(|(code, text)| (code, text.to_owned())));
    assert_eq!(gift.traits.life_cycle, Some(LifeCycle::Paying));
    assert_eq!(gift.fields, []);

    let value = json!({ "id": 9, "name": "Ann", "email": "ann@a.example", "additional_attributes": { "company_name": "Firm" },
        "custom_attributes": { "company_plan": "Tin", "organization_tier": "Gold", "shoe_size": "39" } });
    let Record::Person(ann) = chatwoot::record(&value) else {
        panic!("a person")
    };
    let told = ann.company.expect("an organization");
    assert_eq!((told.name.as_str(), told.plan.as_str()), ("Firm", "Tin"));
    assert_eq!(told.fields, [("tier".to_owned(), "Gold".to_owned())]);
    assert_eq!(ann.fields, [("shoe_size".to_owned(), "39".to_owned())]);
    let value = json!({ "id": 3, "name": "Firm", "domain": "firm.example", "contacts_count": 2,
        "account_owner": { "email": "ada@lamps.example" } });
    let Record::Organization(firm) = chatwoot::record(&value) else {
        panic!("an organization")
    };
    assert_eq!(firm.owner, "ada@lamps.example");
}
