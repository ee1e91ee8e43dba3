//! What is sent by a form: written down once, acknowledged honestly, answered by mail, lost never.

mod support;

use domain::automation::{Action, Occasion, Trigger};
use domain::channel::{Channel, Stage};
use domain::contact::{IdentityKind, Verification};
use domain::conversation::{Source, Status, Urgency};
use domain::field::{Entity, FieldKind};
use domain::filter::{Field, Filter, Item, Test};
use domain::form::guard::Signals;
use domain::form::rate::Pace;
use domain::form::{Condition, Form, Kind, Question};
use domain::{ConversationId, FieldId, FormPostId, HelpCenterId, TopicId};
use fairlead_desk::channels::{ChannelChange, NewChannel};
use fairlead_desk::forms::{FormInput, Post, Taken};
use fairlead_desk::loose::{KeptFile, NewFile};
use fairlead_desk::settings::fields::NewField;
use fairlead_desk::settings::macros::NewMacro;
use fairlead_desk::settings::rules::NewRule;
use fairlead_desk::texts::Key;
use fairlead_desk::texts::missing::What;
use std::collections::BTreeMap;
use store::testing::TestDb;
use store::words::Text;
use store::{Json, on_both_engines};
use support::*;
use uuid::Uuid;

const RETURN: TopicId = TopicId(Uuid::from_u128(11));
const INVOICE: TopicId = TopicId(Uuid::from_u128(12));

struct Shop {
    w: World,
    channel: Channel,
    form: Form,
    order: FieldId,
}

/// A shop with a help center, two topics and a live form; a return asks for the order number.
async fn shop(db: &TestDb) -> Shop {
    let w = world(db).await;
    help_center(&w).await;
    w.desk
        .db()
        .write(async move |tx| {
            for (id, name) in [(RETURN, "Return"), (INVOICE, "Invoice")] {
                let topic = store::tag::Topic {
                    id,
                    name: name.into(),
                    parent: None,
                    archived: false,
                    created_at: START,
                    owner: None,
                    description: String::new(),
                };
                store::tag::put_topic(tx, &topic).await?;
            }
            Ok::<_, store::StoreError>(())
        })
        .await
        .expect("topics");
    let field = NewField {
        entity: Entity::Conversation,
        key: Some("order".into()),
        name: "Order number".into(),
        kind: FieldKind::Text,
        choices: vec![],
    };
    let order = w
        .desk
        .create_field(&w.by(), field)
        .await
        .expect("a field")
        .id;
    let channel = make(&w).await;
    let mut forms = w.desk.forms(&w.by()).await.expect("forms");
    let form = forms.pop().expect("a form");
    let mut input = of(&form);
    input.questions.insert(
        2,
        Question {
            key: "order".into(),
            kind: Kind::Field { field: order },
            required: true,
            topics: vec![RETURN],
            when: None,
            words: BTreeMap::new(),
        },
    );
    let form = w
        .desk
        .change_form(&w.by(), form.id, 1, input)
        .await
        .expect("changed");
    let by = w.by();
    let channel = w
        .desk
        .set_stage(&by, channel.id, Stage::Live, None, "tried")
        .await
        .expect("live");
    Shop {
        w,
        channel,
        form,
        order,
    }
}

async fn make(w: &World) -> Channel {
    let new = NewChannel {
        name: "Write to us".into(),
        kind: "form".into(),
        brand: None,
        team: Some(w.started.team.id),
        address: None,
        first_response_target_min: 240,
    };
    w.desk.create_channel(&w.by(), new).await.expect("a form")
}

fn of(form: &Form) -> FormInput {
    FormInput {
        help_center: form.help_center,
        slug: form.slug.clone(),
        words: form.words.clone(),
        questions: form.questions.clone(),
        files_max: form.files_max,
        bytes_max: form.bytes_max,
        reply_door: form.reply_door,
        hosts: form.hosts.clone(),
    }
}

impl Shop {
    /// From page `n`, about a return.
    fn post(&self, n: u8, question: &str) -> Post {
        let typed = [
            ("topic", RETURN.to_string()),
            ("question", question.to_owned()),
            ("order", "NW-10482".to_owned()),
            ("name", "Kadri Tamm".to_owned()),
            ("email", "kadri@post.example".to_owned()),
        ];
        self.w.post(&self.form, u64::from(n), &typed)
    }

    async fn sends(&self, post: Post) -> FormPostId {
        self.w.sends(post).await
    }

    async fn row(&self, id: FormPostId) -> store::form::Post {
        self.w.form_post(id).await
    }

    async fn conversation_of(&self, id: FormPostId) -> ConversationId {
        self.row(id).await.conversation
    }

    async fn file(&self, name: &str, bytes: &[u8]) -> KeptFile {
        let file = NewFile {
            name: name.into(),
            media_type: "image/png".into(),
            bytes: bytes.to_vec(),
        };
        let kept = self
            .w
            .desk
            .keep_form_files(self.form.id, vec![file], self.w.now)
            .await;
        kept.expect("kept").pop().expect("one")
    }
}

on_both_engines! {
    async fn a_form_becomes_a_conversation_with_its_topic_its_fields_and_its_file(db: &TestDb) {
        let s = shop(db).await;
        let file = s.file("../slip.png", b"a picture").await;
        let post = Post { files: vec![file], ..s.post(1, "Where is my money?\nI sent it back on Friday.") };
        let id = s.sends(post).await;
        let row = s.row(id).await;
        assert_eq!((row.landing.as_str(), row.spam), ("queue", false));
        let said: Vec<_> = row.answers.0.iter().map(|a| (a.key.as_str(), a.label.as_str(), a.value.as_str())).collect();
        assert_eq!(said[1], ("order", "Order number", "NW-10482"));
        let c = s.w.conversation(row.conversation).await;
        assert_eq!(c.subject, "Where is my money?");
        assert_eq!((c.topic, c.topic_source), (Some(RETURN), Source::Customer));
        assert_eq!((c.channel, c.door), (s.channel.id, Some(s.form.door)));
        assert_eq!(c.team, Some(s.w.started.team.id));
        assert!(c.waiting_since.is_some());
        let values = s.w.desk.field_values(&s.w.by(), c.id).await.expect("values");
        assert_eq!(values.iter().find(|(f, _)| *f == s.order).map(|(_, v)| v.words()).as_deref(), Some("NW-10482"));
        let read = async move |tx: &mut store::Tx| {
            let m = store::message::latest_customer(tx, row.conversation).await?.expect("a message");
            let warned = store::message::warned(tx, m.id, &["address_unproven"]).await?;
            let files = store::message::attachments(tx, m.id).await?;
            let known = store::contact::by_identity(tx, IdentityKind::Email, "kadri@post.example").await?.expect("known");
            Ok::<_, store::StoreError>((m, warned, files, known))
        };
        let (m, warned, files, known) = s.w.desk.db().read(read).await.expect("read");
        assert!(m.text.ends_with("on Friday.") && warned);
        assert_eq!(files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["slip.png"]);
        assert_eq!((known.name.as_str(), known.verified), ("Kadri Tamm", Verification::Nothing));
        assert_eq!(Some(known.contact), c.contact);
    }

    async fn what_is_sent_twice_is_kept_once_and_what_is_written_anew_is_kept_beside_it(db: &TestDb) {
        let s = shop(db).await;
        let file = s.file("slip.png", b"a picture").await;
        let post = Post { files: vec![file.clone()], ..s.post(1, "Where is my money?") };
        let first = s.sends(post.clone()).await;
        assert_eq!(s.sends(post.clone()).await, first);
        // Back, and another address: the first one was mistyped.
        let mut other = post;
        other.values.insert("email".into(), "kadri.tamm@post.example".into());
        let kept = s.w.desk.kept_form_files(s.form.id, std::slice::from_ref(&file.reference), s.w.now).await.expect("read");
        assert_eq!(kept, [file]);
        let second = s.sends(other).await;
        assert_ne!(second, first);
        let (a, b) = (s.conversation_of(first).await, s.conversation_of(second).await);
        assert_ne!(a, b);
        let read = async move |tx: &mut store::Tx| {
            let m = store::message::latest_customer(tx, b).await?.expect("a message");
            store::message::attachments(tx, m.id).await
        };
        assert_eq!(s.w.desk.db().read(read).await.expect("read").len(), 1);
    }

    async fn the_page_promises_and_the_mail_says_the_same(db: &TestDb) {
        let mut s = shop(db).await;
        let id = s.sends(s.post(1, "Where is my money?")).await;
        let reference = s.w.desk.form_post_reference(s.form.id, id, s.w.now);
        let told = s.w.desk.told_of_form_post(s.form.id, &reference).await.expect("read").expect("told");
        assert_eq!((told.number, told.elsewhere), (1, false));
        let promised = told.promise.expect("a promise").told.almost_always_at(told.at);
        s.w.now += 5_000;
        assert_eq!(s.w.desk.acknowledge_due(s.w.now).await.expect("ran"), 1, "at once");
        let c = s.conversation_of(id).await;
        let made = s.w.desk.db().read(async move |tx| store::promise::newest(tx, c).await).await;
        assert_eq!(Some(made.expect("read").expect("stored").almost_always_at), promised);
        let (out, mail) = s.w.sent().await.pop().expect("a mail");
        assert_eq!(out.recipient, "kadri@post.example");
        assert_eq!(mail.from[0].address, DOOR);
        assert!(mail.text.contains("number 1") && mail.text.contains("we aim to answer"), "{}", mail.text);
        // Nobody has proved the address: nothing that a stranger typed is mailed to it.
        assert_eq!(mail.subject, "Lamps #1");
        assert!(!mail.text.contains("money"), "{}", mail.text);
        assert_eq!(s.w.desk.told_of_form_post(s.form.id, "nonsense").await.expect("read"), None);
    }

    async fn an_answer_to_the_acknowledgement_joins_and_proves_the_address(db: &TestDb) {
        let mut s = shop(db).await;
        let c = s.conversation_of(s.sends(s.post(1, "Where is my money?")).await).await;
        s.w.now += 5_000;
        s.w.desk.acknowledge_due(s.w.now).await.expect("ran");
        let (_, mail) = s.w.sent().await.pop().expect("a mail");
        let to = &mail.reply_to[0].address;
        assert!(to.starts_with("help+"), "{to}");
        s.w.now += MINUTE;
        let answer = support::mail(
            &format!("From: Kadri <kadri@post.example>\nTo: {to}\nSubject: Re: {}\nMessage-ID: <2@post.example>", mail.subject),
            "I forgot to say: it was the blue one.",
        );
        let (joined, _) = s.w.joined(answer).await;
        assert_eq!(joined, c);
        let read = async move |tx: &mut store::Tx| store::contact::by_identity(tx, IdentityKind::Email, "kadri@post.example").await;
        let known = s.w.desk.db().read(read).await.expect("read").expect("known");
        assert_eq!(known.verified, Verification::SignedToken);
        // An agent's answer leaves by the same address.
        s.w.replies(c, "kadri@post.example", "<p>It is on its way.</p>").await;
        s.w.now += 10_000;
        let (_, mail) = s.w.sent().await.pop().expect("a mail");
        assert_eq!(mail.from[0].address, DOOR);
        // Now that it is theirs, the next acknowledgement has a copy of what they wrote; once a day.
        s.w.now += DAY;
        s.sends(s.post(2, "And another thing.")).await;
        s.w.now += 5_000;
        assert_eq!(s.w.desk.acknowledge_due(s.w.now).await.expect("ran"), 1);
        let (_, mail) = s.w.sent().await.pop().expect("a mail");
        assert!(mail.text.contains("And another thing."), "{}", mail.text);
    }

    async fn suspicion_leads_to_spam_with_its_reason_and_never_to_loss(db: &TestDb) {
        let mut s = shop(db).await;
        let trapped = Signals { trapped: true, ..calm() };
        let id = s.sends(Post { signals: trapped, ..s.post(1, "BUY NOW") }).await;
        let row = s.row(id).await;
        assert!(row.spam);
        assert_eq!(row.suspicion.0, ["trap"]);
        assert_eq!(s.w.conversation(row.conversation).await.state.status(), Status::Spam);
        s.w.now += MINUTE;
        assert_eq!(s.w.desk.acknowledge_due(s.w.now).await.expect("ran"), 0, "nobody is mailed");
        let figures = s.w.desk.form_figures(&s.w.by(), s.form.id).await.expect("figures");
        assert_eq!((figures.posts, figures.spam, figures.reasons), (1, 1, vec![("trap".to_owned(), 1)]));
        let flood = Signals { address: Pace::Flood, ..calm() };
        let post = Post { signals: flood, ..s.post(2, "again") };
        let taken = s.w.desk.post_form(post, s.w.now).await.expect("judged");
        assert!(matches!(taken, Taken::Later { seconds: 1.. }), "{taken:?}");
    }

    async fn rules_follow_and_their_answers_repeat_nothing_to_a_stranger(db: &TestDb) {
        let mut s = shop(db).await;
        let by = s.w.by();
        let new = NewMacro { name: "Thanks".into(), html: "<p>We look at it.</p>".into(), ..NewMacro::default() };
        let with = s.w.desk.create_macro(&by, new).await.expect("a macro").id;
        let rule = NewRule {
            name: "Returns are urgent".into(),
            trigger: Trigger::Event(Occasion::ConversationCreated),
            filter: Filter::is(Field::Topic, Test::AnyOf(vec![Item::Id(RETURN.0)])),
            actions: vec![Action::Urgency { urgency: Urgency::High }, Action::Reply { with }],
            stop: false,
            enabled: true,
        };
        s.w.desk.create_rule(&by, rule).await.expect("a rule");
        let mut post = s.post(1, "BUY at evil dot example");
        post.values.insert("name".into(), "see evil.example".into());
        let c = s.conversation_of(s.sends(post).await).await;
        let c = s.w.conversation(c).await;
        assert_eq!(c.urgency, Urgency::High);
        s.w.now += 5_000;
        let sent = s.w.sent().await;
        assert!(!sent.is_empty());
        for (out, _) in sent {
            let text = String::from_utf8_lossy(&out.bytes).to_lowercase();
            assert!(!text.contains("evil") && !text.contains("buy"), "{text}");
        }
    }

    async fn a_known_contact_keeps_their_name_whatever_a_stranger_types(db: &TestDb) {
        let s = shop(db).await;
        s.w.opened(from("Kadri Tamm <kadri@post.example>", "Lamp", "1@post.example", "It is broken.")).await;
        let mut post = s.post(1, "Change my address");
        post.values.insert("name".into(), "Somebody Else".into());
        let c = s.conversation_of(s.sends(post).await).await;
        let c = s.w.conversation(c).await;
        let contact = c.contact.expect("a contact");
        let read = async move |tx: &mut store::Tx| store::contact::load(tx, contact).await;
        assert_eq!(s.w.desk.db().read(read).await.expect("read").expect("known").name, "Kadri Tamm");
    }

    async fn a_paused_form_keeps_what_is_sent_for_its_successor_and_says_so(db: &TestDb) {
        let mut s = shop(db).await;
        let by = s.w.by();
        let change = ChannelChange { successor: Some(Some(s.w.started.channel.id)), ..ChannelChange::default() };
        s.w.desk.change_channel(&by, s.channel.id, change).await.expect("changed");
        s.w.desk.set_paused(&by, s.channel.id, true, "").await.expect("paused");
        let id = s.sends(s.post(1, "Where is my money?")).await;
        let row = s.row(id).await;
        assert_eq!(row.landing, "redirected");
        let c = s.w.conversation(row.conversation).await;
        assert_eq!((c.channel, c.door), (s.w.started.channel.id, Some(s.form.door)));
        let reference = s.w.desk.form_post_reference(s.form.id, id, s.w.now);
        let told = s.w.desk.told_of_form_post(s.form.id, &reference).await.expect("read").expect("told");
        assert!(told.elsewhere && told.promise.is_none());
        s.w.now += 5_000;
        assert_eq!(s.w.desk.acknowledge_due(s.w.now).await.expect("ran"), 1);
        let (_, mail) = s.w.sent().await.pop().expect("a mail");
        assert!(mail.text.contains("another team"), "{}", mail.text);
    }

    async fn a_closed_form_without_successor_still_keeps_what_was_being_written(db: &TestDb) {
        let s = shop(db).await;
        s.w.desk.set_stage(&s.w.by(), s.channel.id, Stage::Closed, None, "done").await.expect("closed");
        let id = s.sends(s.post(1, "Where is my money?")).await;
        assert_eq!(s.row(id).await.landing, "kept");
        let c = s.w.conversation(s.conversation_of(id).await).await;
        assert_eq!(c.team, Some(s.w.started.team.id));
    }

    async fn lies_about_topics_and_conditions_are_not_listened_to(db: &TestDb) {
        let s = shop(db).await;
        let mut post = s.post(1, "An invoice, please");
        post.values.insert("topic".into(), INVOICE.to_string());
        // The order number belongs to returns.
        let c = s.conversation_of(s.sends(post.clone()).await).await;
        assert!(s.w.desk.field_values(&s.w.by(), c).await.expect("values").is_empty());
        post.values.insert("topic".into(), TopicId(Uuid::from_u128(99)).to_string());
        post.token.nonce = [2; 16];
        let taken = s.w.desk.post_form(post, s.w.now).await.expect("read");
        assert!(matches!(&taken, Taken::Wrong(p) if p[0].question == "topic"), "{taken:?}");
    }

    async fn a_definition_is_checked_against_the_house(db: &TestDb) {
        let s = shop(db).await;
        let by = s.w.by();
        let refused = async |change: &dyn Fn(&mut FormInput)| {
            let mut input = of(&s.form);
            change(&mut input);
            let done = s.w.desk.change_form(&by, s.form.id, s.form.version, input).await;
            done.expect_err("refused").code()
        };
        assert_eq!(refused(&|f| f.reply_door = Some(s.form.door)).await, "bad_reply_door");
        assert_eq!(refused(&|f| f.help_center = Some(HelpCenterId(Uuid::from_u128(9)))).await, "bad_help_center");
        assert_eq!(refused(&|f| f.hosts = vec!["*".into()]).await, "bad_hosts");
        let unknown = TopicId(Uuid::from_u128(99));
        assert_eq!(refused(&|f| f.questions[0].kind = Kind::Topic { offered: vec![unknown] }).await, "bad_condition");
        let on = Condition { question: "nothing".into(), is: vec![] };
        assert_eq!(refused(&|f| f.questions[2].when = Some(on.clone())).await, "bad_condition");
        let stale = s.w.desk.change_form(&by, s.form.id, 1, of(&s.form)).await;
        assert_eq!(stale.expect_err("refused").code(), "conflict");
        let second = make(&s.w).await;
        let forms = s.w.desk.forms(&by).await.expect("forms");
        let twin = forms.iter().find(|f| f.channel == second.id).expect("a form");
        assert_eq!(twin.slug, "write-to-us-2");
        let mut input = of(twin);
        input.slug = s.form.slug.clone();
        let taken = s.w.desk.change_form(&by, twin.id, twin.version, input).await;
        assert_eq!(taken.expect_err("refused").code(), "slug_taken");
    }

    async fn a_form_has_no_address_of_its_own(db: &TestDb) {
        let s = shop(db).await;
        let by = s.w.by();
        let refused = s.w.desk.add_door(&by, s.channel.id, "form@desk.example").await;
        assert_eq!(refused.expect_err("refused").code(), "bad_address");
        let doors = s.w.desk.doors().await.expect("doors");
        assert!(doors.iter().all(|d| d.address.contains('@')), "{doors:?}");
    }

    async fn what_was_typed_is_forgotten_with_its_conversation(db: &TestDb) {
        let s = shop(db).await;
        let id = s.sends(s.post(1, "Where is my money?")).await;
        let c = s.conversation_of(id).await;
        let now = s.w.now;
        s.w.desk.db().write(async move |tx| store::erase::conversation(tx, c, now).await).await.expect("erased");
        assert!(s.row(id).await.answers.0.is_empty());
    }

    async fn what_a_language_has_no_words_for_is_listed_until_it_has(db: &TestDb) {
        let s = shop(db).await;
        let id = HelpCenterId(Uuid::from_u128(1));
        let listed = async || {
            let all = s.w.desk.missing_words().await.expect("listed");
            all.into_iter().map(|m| (m.locale, m.what)).collect::<Vec<_>>()
        };
        let form = |locale: &str| (locale.to_owned(), What::Form("Write to us".into()));
        // Texts are shipped in Estonian; the form has English words alone.
        assert_eq!(listed().await, [form("et")]);
        s.w.desk
            .db()
            .write(async move |tx| {
                let mut center = store::help_center::load(tx, id).await?.expect("there");
                center.locales = Json(vec!["en".into(), "et".into(), "ja".into()]);
                store::help_center::save(tx, &mut center).await
            })
            .await
            .expect("saved");
        let text = |key| ("ja".to_owned(), What::Text(key));
        let all = [form("et"), text(Key::Acknowledgement), text(Key::FormReceived), text(Key::FormRedirected), form("ja")];
        assert_eq!(listed().await, all);
        let own = Text {
            key: "form_received".into(),
            brand: s.channel.brand,
            locale: "ja".into(),
            stage: String::new(),
            subject: String::new(),
            body: "ありがとうございます。".into(),
            updated_at: START,
        };
        s.w.desk.put_text(&s.w.by(), own).await.expect("a text");
        let mut input = of(&s.form);
        for locale in ["et", "ja"] {
            input.words.insert(locale.into(), input.words["en"].clone());
        }
        s.w.desk.change_form(&s.w.by(), s.form.id, s.form.version, input).await.expect("changed");
        assert_eq!(listed().await, [text(Key::Acknowledgement), text(Key::FormRedirected)]);
    }

    async fn files_that_nobody_sends_are_forgotten(db: &TestDb) {
        let s = shop(db).await;
        let kept = s.file("slip.png", b"a picture").await;
        let now = s.w.now;
        let gone = s.w.desk.db().write(async move |tx| store::form::forget_files(tx, now + 1).await).await;
        assert_eq!(gone.expect("forgotten"), 1);
        let back = s.w.desk.kept_form_files(s.form.id, &[kept.reference], s.w.now).await.expect("read");
        assert_eq!(back, []);
    }
}
