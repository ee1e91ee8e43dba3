use super::*;
use crate::conversation::{Opening, open};
use crate::{AgentId, ChannelId, ConversationId, TagId};
use serde_json::json;

fn facts() -> Facts {
    let (c, _) = open(Opening {
        id: ConversationId(Uuid::from_u128(1)),
        subject: "Õlu ja REFUND".into(),
        contact: None,
        channel: ChannelId(Uuid::from_u128(9)),
        door: None,
        team: None,
        language: Some("et".into()),
        at: 1_000_000_000,
    });
    let mut facts = Facts::of(c);
    facts.conversation.assignee = Some(AgentId(Uuid::from_u128(7)));
    facts.viewer = Some(AgentId(Uuid::from_u128(7)));
    facts.tags = vec![TagId(Uuid::from_u128(3))];
    facts.addresses = vec!["ann@shop.example".into()];
    facts
}

fn holds(filter: serde_json::Value) -> bool {
    let parsed = Filter::parse(&filter).expect("a filter");
    let again = Filter::parse(&serde_json::to_value(&parsed).expect("JSON")).expect("again");
    assert_eq!(parsed, again, "{filter}");
    parsed.matches(&facts(), 1_000_000_000 + 3_600_000)
}

#[test]
fn conditions_say_what_they_mean() {
    let tag = TagId(Uuid::from_u128(3)).to_string();
    for filter in [
        json!({"all": []}),
        json!({"field": "status", "op": "is", "value": "open"}),
        json!({"field": "status", "op": "none_of", "value": ["spam", "resolved"]}),
        json!({"field": "assignee", "op": "is", "value": "me"}),
        json!({"field": "team", "op": "empty"}),
        json!({"field": "tag", "op": "any_of", "value": [tag]}),
        json!({"field": "subject", "op": "contains", "value": "refund õlu"}),
        json!({"field": "subject", "op": "contains_not", "value": "invoice"}),
        json!({"field": "address_domain", "op": "is", "value": "@Shop.example"}),
        json!({"field": "created_at", "op": "older_than", "value": 59}),
        json!({"field": "created_at", "op": "newer_than", "value": 60}),
        json!({"field": "waiting_since", "op": "empty"}),
        json!({"not": {"field": "waiting_since", "op": "older_than", "value": 0}}),
        json!({"any": [{"field": "status", "op": "is", "value": "spam"}, {"field": "language", "op": "is", "value": "et"}]}),
    ] {
        assert!(holds(filter.clone()), "{filter}");
        assert!(!holds(json!({ "not": filter })), "not {filter}");
    }
}

#[test]
fn what_is_wrong_is_named_by_its_path() {
    for (filter, path) in [
        (json!(7), "filter"),
        (json!({"all": {}}), "filter.all"),
        (
            json!({"all": [{"field": "nothing", "op": "is", "value": 1}]}),
            "filter.all[0].field",
        ),
        (
            json!({"all": [{"field": "status", "op": "is", "value": 1}]}),
            "filter.all[0].value",
        ),
        (
            json!({"any": [{"field": "team", "op": "any_of", "value": ["tag_x"]}]}),
            "filter.any[0].value[0]",
        ),
        (
            json!({"field": "status", "op": "before", "value": 1}),
            "filter.op",
        ),
        (
            json!({"field": "created_at", "op": "before", "value": "soon"}),
            "filter.value",
        ),
        (
            json!({"field": "subject", "op": "contains", "value": "  "}),
            "filter.value",
        ),
        (json!({"any": []}), "filter.any"),
        (json!({"all": [], "any": []}), "filter"),
        (
            json!({"field": "status", "op": "is", "value": "open", "sql": "x"}),
            "filter.sql",
        ),
    ] {
        let error = Filter::parse(&filter).expect_err("refused");
        assert_eq!(error.path, path, "{filter}: {error}");
    }
}

#[test]
fn size_and_depth_are_bounded() {
    let one = json!({"field": "status", "op": "is", "value": "open"});
    let half = json!({ "any": vec![one.clone(); 30] });
    assert!(Filter::parse(&json!({ "all": [half.clone(), half] })).is_err());
    let mut deep = one;
    for _ in 0..5 {
        deep = json!({ "not": deep });
    }
    assert!(Filter::parse(&deep).is_err());
}
