//! Every route of the API description, asked by every kind of caller about what is theirs and what is not. A route without a
//! rule fails the test: whoever adds one says here who may use it.

use super::{id_of, program};
use crate::support::{Client, Desk, parts};
use domain::access::{Permission, PermissionSet};
use reqwest::Method;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// Before anybody has signed in.
    Public,
    /// Every agent; what is answered is about themselves, shared by all, or filtered by reach.
    Agent,
    /// The same, and never a token.
    Person,
    Needs(Permission),
    /// Needs the permission, and never a token.
    PersonNeeds(Permission),
    /// The conversation that is named has to be in reach.
    Within(Permission),
}

fn rule(method: &str, path: &str) -> Option<Rule> {
    use Permission::*;
    use Rule::*;
    let conversation = path.strip_prefix("/conversations/{id}");
    Some(match (method, path) {
        ("GET" | "POST", "/setup" | "/invitations/{token}") => Public,
        (
            "POST",
            "/session" | "/session/second-factor" | "/password/forgot" | "/password/reset",
        ) => Public,
        ("PUT" | "POST", "/session/passkey") => Public,
        ("GET", "/session/oidc/start" | "/session/oidc/callback") => Public,
        ("GET", "/public/promise") => Public,
        ("DELETE", "/session") => Person,
        (
            "GET",
            "/bootstrap" | "/feed" | "/feed/poll" | "/counts" | "/conversations" | "/search"
            | "/contacts",
        ) => Agent,
        (
            "GET",
            "/agents" | "/teams" | "/tags" | "/topics" | "/macros" | "/channels"
            | "/permission-sets",
        ) => Agent,
        (
            "GET",
            "/business-hours" | "/holiday-calendars" | "/sla-policies" | "/urgency-targets"
            | "/routing-rules" | "/skills",
        ) => Agent,
        ("GET", "/organization") => Agent,
        (
            "POST",
            "/queue/next" | "/queue/offers/{conversation}/accept" | "/queue/{conversation}/return",
        ) => Needs(ConversationAssign),
        ("POST" | "DELETE", "/queue/help" | "/queue/help/{team}") => Needs(ChannelManage),
        // One's own part of it: what is not theirs is not there.
        (_, queue) if queue.starts_with("/queue") => Agent,
        // One's own views, and shared ones; a query is filtered by reach.
        (_, views) if views.starts_with("/views") => Agent,
        ("POST", "/conversations/query") | ("GET", "/fields") => Agent,
        (_, rules) if rules.starts_with("/rules") || rules.starts_with("/fields") => {
            Needs(ContentManage)
        }
        (_, hooks) if hooks.starts_with("/webhooks") => Needs(OrganizationManage),
        (_, moving) if moving.starts_with("/imports") || moving.starts_with("/exports") => {
            Needs(OrganizationManage)
        }
        ("POST", "/macros/{id}/use") => Needs(ConversationWrite),
        ("GET", "/contacts/{id}/fields") => Needs(ConversationRead),
        ("PUT", "/contacts/{id}/fields") => Needs(ContactWrite),
        // A visit of a browser: what is refused is told by the page that it goes on to.
        ("GET", "/oauth/callback") => Agent,
        ("GET" | "PATCH", "/me") => Agent,
        // Each conversation of a batch is judged by itself.
        ("POST", "/conversations/bulk") => Agent,
        // The one that survives has to be in reach; each of the others is judged by itself.
        ("POST", "/conversations/merge") => Agent,
        // Files are one's own until they are sent, and then as their message.
        ("POST", "/attachments") | ("GET", "/attachments/{id}") => Agent,
        ("GET" | "PUT", "/me/notifications") => Agent,
        (_, told) if told.starts_with("/notifications") => Agent,
        ("GET", "/triage/rates" | "/triage/wrong") => Agent,
        ("PUT", "/me/password") => Person,
        (_, own) if own.starts_with("/me/") => Person,
        ("POST", "/conversations") => Needs(ConversationReply),
        ("GET" | "PUT", "/drafts/new") => Needs(ConversationReply),
        ("DELETE", "/drafts/new") => Agent,
        (
            "GET",
            "/contacts/{id}"
            | "/contacts/{id}/card"
            | "/contacts/{id}/suggestions"
            | "/contacts/{id}/lookup"
            | "/contacts/{id}/surveys",
        ) => Needs(ConversationRead),
        (_, "/contacts/{id}/erasure" | "/erasures" | "/legal-holds" | "/legal-holds/{id}") => {
            Needs(PrivacyManage)
        }
        (_, rules) if rules.starts_with("/retention-rules") => Needs(PrivacyManage),
        (_, lookup) if lookup.starts_with("/contact-lookup") => Needs(OrganizationManage),
        (_, log) if log.starts_with("/language-model/calls") => Needs(AuditRead),
        (_, model) if model.starts_with("/language-model") => Needs(OrganizationManage),
        ("GET", "/organizations") => Agent,
        ("GET", "/organizations/{id}" | "/organizations/{id}/fields") => Needs(ConversationRead),
        (_, firms) if firms.starts_with("/organizations") => Needs(ContactWrite),
        (_, "/contacts/{id}/merges" | "/contact-merges/{id}" | "/organization-merges/{id}") => {
            Needs(ContactWrite)
        }
        (_, "/contacts/{id}/identities" | "/contacts/{id}/identities/{identity}") => {
            Needs(ContactWrite)
        }
        ("PATCH", "/contacts/{id}") | ("PUT", "/contacts/{id}/surveys") => Needs(ContactWrite),
        (_, "/contacts/{id}/block" | "/blocked-senders" | "/blocked-senders/{address}") => {
            Needs(SenderBlock)
        }
        (_, quarantine) if quarantine.starts_with("/quarantine") => Needs(QuarantineManage),
        ("POST", "/tags") => Needs(ConversationWrite),
        ("PUT", "/topics/{id}/urgent") => Needs(ChannelManage),
        (_, "/tags/{id}" | "/topics" | "/topics/{id}" | "/macros" | "/macros/{id}") => {
            Needs(ContentManage)
        }
        (_, texts) if texts.starts_with("/texts") => Needs(ContentManage),
        (_, "/teams" | "/teams/{id}") => Needs(TeamManage),
        ("DELETE", "/agents/{id}/second-factor") => PersonNeeds(AgentManage),
        (_, skills) if skills.starts_with("/skills") => Needs(AgentManage),
        (_, agents) if agents.starts_with("/agents") || agents.starts_with("/permission-sets") => {
            Needs(AgentManage)
        }
        ("GET", "/nodes") => Needs(OrganizationManage),
        ("PUT", "/sign-in") => PersonNeeds(OrganizationManage),
        ("GET", "/sign-in") | ("POST", "/sign-in/check") => Needs(OrganizationManage),
        ("PATCH", "/organization") | ("PUT", "/oauth-applications/{provider}") => {
            Needs(OrganizationManage)
        }
        ("GET", "/causes" | "/outages/active") => Agent,
        ("GET", "/outages" | "/outages/{id}/updates") => Needs(ConversationRead),
        (_, outage) if outage.starts_with("/outage") => Needs(ChannelManage),
        (_, notice) if notice.starts_with("/notice-") || notice.starts_with("/notices") => {
            Needs(ChannelManage)
        }
        (_, asking) if asking.starts_with("/surveys") || asking.starts_with("/causes") => {
            Needs(ContentManage)
        }
        (_, mailed) if mailed.starts_with("/report-schedules") => Needs(ContentManage),
        (_, "/reports/time/persons") => Needs(ReportPersons),
        (_, reports) if reports.starts_with("/reports") => Needs(ReportRead),
        ("GET", "/scorecards" | "/channels/{id}/scorecard" | "/channels/{id}/migration") => {
            Needs(ReportRead)
        }
        ("GET", "/audit" | "/audit/export/{file}") => Needs(AuditRead),
        (_, setting)
            if [
                "/channels",
                "/dead-ends",
                "/plan",
                "/forms",
                "/widgets",
                "/business-hours",
                "/holiday-calendars",
                "/sla-policies",
                "/urgency-targets",
                "/routing-rules",
                "/doors",
                "/mailboxes",
                "/smarthosts",
                "/dkim-keys",
                "/dns-check",
                "/oauth",
            ]
            .iter()
            .any(|start| setting.starts_with(start)) =>
        {
            Needs(ChannelManage)
        }
        ("POST" | "PATCH" | "DELETE", "/help-centers" | "/help-centers/{id}") => {
            Needs(ChannelManage)
        }
        ("POST", "/messages/{id}/article") => Needs(ContentManage),
        // They quote conversations, each as far as it is in reach: `conversation_read` beside it.
        (_, proposed) if proposed.starts_with("/article-proposals") => Needs(ContentManage),
        (method, help)
            if [
                "/help-centers",
                "/collections",
                "/articles",
                "/article-files",
            ]
            .iter()
            .any(|start| help.starts_with(start)) =>
        {
            if method == "GET" {
                Needs(ConversationRead)
            } else {
                Needs(ContentManage)
            }
        }
        ("GET", "/messages/{id}/original" | "/messages/{id}/raw") => Within(ConversationRead),
        ("DELETE", "/messages/{id}/sending") => Within(ConversationReply),
        (_, "/deliveries/{id}" | "/deliveries/{id}/retry") => Within(ConversationReply),
        _ => match (method, conversation?) {
            ("GET", "/form-posts" | "/chat") => Within(ConversationRead),
            ("GET", "" | "/messages" | "/sla-clocks" | "/fields" | "/rules" | "/privacy")
            | ("PUT", "/read") => Within(ConversationRead),
            ("PUT", "/fields") => Within(ConversationWrite),
            ("DELETE", "") => Within(ConversationDelete),
            ("PUT", "/assignee" | "/team") => Within(ConversationAssign),
            ("POST", "/block") => Within(SenderBlock),
            ("POST", "/messages") => Within(ConversationNote),
            ("GET" | "PUT", "/draft") => Within(ConversationNote),
            ("DELETE", "/draft") => Agent,
            ("PUT" | "DELETE", "/followers/{agent}") => Within(ConversationWrite),
            ("PUT" | "DELETE", "/tags/{tag}" | "/snooze") => Within(ConversationWrite),
            ("GET", "/outages") => Within(ConversationRead),
            ("PUT" | "DELETE", "/outages/{outage}") => Within(ConversationWrite),
            ("GET", "/sides" | "/pinned" | "/suggestions" | "/surveys" | "/cause") => {
                Within(ConversationRead)
            }
            ("POST", "/summary") => Within(ConversationRead),
            ("POST", "/translation") => Within(ConversationReply),
            ("POST", "/sides" | "/sides/{side}/messages") => Within(ConversationReply),
            ("PUT", "/sides/{side}" | "/pinned" | "/cause") => Within(ConversationWrite),
            ("DELETE", "/merge") | ("POST", "/split") => Within(ConversationWrite),
            ("PUT" | "DELETE", "/links/{other}") => Within(ConversationWrite),
            ("PUT", "/status" | "/subject" | "/topic" | "/urgency") => Within(ConversationWrite),
            _ => return None,
        },
    })
}

/// Somebody who asks.
struct Asker {
    name: &'static str,
    client: Client,
    permissions: Vec<Permission>,
    reaches_all: bool,
}

impl Asker {
    fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }
}

struct World {
    desk: Desk,
    admin: Client,
    askers: Vec<Asker>,
    /// A real thing of the administrator's team for each kind of id.
    foreign: HashMap<&'static str, String>,
    document: Value,
}

/// What the foreign conversation says; nobody else ever reads it.
const SECRET: &str = "the-vault-opens-at-nine";

async fn world() -> World {
    let (desk, admin) = Desk::ready().await;
    let (_, billing) = parts(admin.post("/teams", json!({ "name": "Billing" })).await).await;
    let none = json!({ "name": "None", "permissions": [], "scope": "all" });
    let (status, none) = parts(admin.post("/permission-sets", none).await).await;
    assert_eq!(status, 201, "{none}");
    let mut askers = Vec::new();
    for (name, key, set) in [
        (
            "a second administrator",
            "administrator",
            Some(PermissionSet::Administrator),
        ),
        ("a lead", "lead", Some(PermissionSet::Lead)),
        ("an agent", "agent", Some(PermissionSet::Agent)),
        (
            "a light agent",
            "light_agent",
            Some(PermissionSet::LightAgent),
        ),
        (
            "somebody without rights",
            none["key"].as_str().expect("a key"),
            None,
        ),
    ] {
        let email = format!("{}@example.com", name.replace(' ', "."));
        let client = admin.colleague(&desk, &email, key, &billing["id"]).await;
        let permissions = set.map(|s| s.permissions().to_vec()).unwrap_or_default();
        let reaches_all = set.is_some_and(|s| s.scope() == domain::access::Scope::All);
        askers.push(Asker {
            name,
            client,
            permissions,
            reaches_all,
        });
    }
    let foreign = things(&desk, &admin).await;
    let document = reqwest::get(desk.url("/openapi.json"))
        .await
        .expect("answered")
        .json()
        .await
        .expect("JSON");
    World {
        desk,
        admin,
        askers,
        foreign,
        document,
    }
}

async fn things(desk: &Desk, admin: &Client) -> HashMap<&'static str, String> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let conversation = desk.question(admin, SECRET).await;
    let reply = json!({ "kind": "reply", "html": format!("<p>{SECRET}</p>"), "to": [{ "address": "mari@example.org" }] });
    let (status, sent) = parts(
        admin
            .post(&format!("/conversations/{conversation}/messages"), reply)
            .await,
    )
    .await;
    assert_eq!(status, 201, "{sent}");
    let detail = admin.json(&format!("/conversations/{conversation}")).await;
    let messages = detail["messages"].as_array().expect("a list");
    let ours = messages
        .iter()
        .find(|m| m["kind"] == "agent")
        .expect("our answer");
    let boot = admin.json("/bootstrap").await;
    let (_, token) = program(desk, admin, &["conversation_read"]).await;
    let session = admin.json("/me/sessions").await;
    HashMap::from([
        ("conversations", conversation),
        ("messages", text(&messages[0]["id"])),
        ("deliveries", text(&ours["deliveries"][0]["id"])),
        ("contacts", text(&detail["conversation"]["contact"]["id"])),
        ("agents", id_of(admin).await),
        ("teams", text(&boot["teams"][0]["id"])),
        ("channels", text(&boot["channels"][0]["id"])),
        ("doors", text(&boot["channels"][0]["doors"][0]["id"])),
        ("tokens", token),
        ("sessions", text(&session["items"][0]["id"])),
    ])
}

/// An id of the right kind that belongs to nothing.
fn phantom(noun: &str) -> String {
    let prefix = match noun {
        "agents" | "agent" => "agt",
        "article-files" => "arf",
        "article-proposals" => "prp",
        "articles" => "art",
        "calls" => "mdc",
        "attachments" => "att",
        "business-hours" => "bhr",
        "help-centers" => "hlp",
        "holiday-calendars" => "hol",
        "sla-policies" => "slp",
        "causes" => "cau",
        "outages" | "outage" => "otg",
        "outage-updates" => "oup",
        "notices" => "ntc",
        "notice-suppressions" => "nsp",
        "channels" => "chn",
        "entry" => "che",
        "collections" => "col",
        "contacts" | "contact" | "rendered" => "con",
        "conversations" => "cnv",
        "deliveries" => "dlv",
        "dkim-keys" => "dkm",
        "delivery" => "whd",
        "doors" => "dor",
        "exports" => "exp",
        "fields" => "fld",
        "forms" => "frm",
        "imports" => "imp",
        "macros" => "mac",
        "mailboxes" => "mbx",
        "messages" => "msg",
        "notifications" => "ntf",
        "organization-merges" => "omg",
        "passkeys" => "psk",
        "permission-sets" => "pst",
        "plans" => "pln",
        "quarantine" => "inb",
        "report-schedules" => "rsc",
        "rules" => "rul",
        "sessions" | "session" => "ses",
        "side" | "other" => "cnv",
        "smarthosts" => "smh",
        "surveys" => "srv",
        "tags" | "tag" => "tag",
        "teams" => "tem",
        "tokens" | "token" => "apt",
        "topics" => "top",
        "views" => "viw",
        "webhooks" => "whk",
        "widgets" => "wid",
        other => return format!("no-{other}"),
    };
    format!("{prefix}_00000000000000000000000009")
}

/// The path with its places filled: real foreign things, or what belongs to nothing.
fn filled(path: &str, foreign: Option<&HashMap<&'static str, String>>) -> String {
    let mut noun = "";
    let mut out = String::new();
    for part in path.split('/').skip(1) {
        out.push('/');
        match part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
            Some("provider") => out.push_str("oauth_google"),
            Some("file") => out.push_str("audit.csv"),
            Some("key") => out.push_str("acknowledge.subject"),
            Some("locale") => out.push_str("en"),
            Some("stage") => out.push_str("live"),
            Some("number") => out.push('1'),
            Some("address") => out.push_str("nobody@example.org"),
            Some(name) => {
                let of = if name == "id" { noun } else { name };
                let plural = format!("{of}s");
                let real = foreign.and_then(|f| f.get(of).or_else(|| f.get(plural.as_str())));
                out.push_str(&real.cloned().unwrap_or_else(|| phantom(of)));
            }
            None => {
                noun = part;
                out.push_str(part);
            }
        }
    }
    out
}

/// A body whose words the schema does not list.
fn own_body(method: &str, path: &str) -> Option<Value> {
    let rule = json!({
        "name": "something",
        "trigger": { "event": "conversation_created" },
        "filter": { "all": [] },
        "actions": [{ "do": "urgency", "urgency": "high" }],
    });
    let notice = json!({
        "name": "something", "to": { "days": 90 }, "from": "chn_00000000000000000000000009",
        "texts": { "en": { "subject": "something", "html": "<p>something</p>" } },
    });
    match (method, path) {
        ("POST", "/contacts/{id}/identities") => {
            Some(json!({ "kind": "handle", "value": "something" }))
        }
        ("PUT", "/widgets/{id}") => Some(json!({
            "sites": [], "version": 1,
            "look": {
                "color": null, "position": "end", "greeting": {}, "help_center": null, "articles_first": false, "topics": [],
                "fields": [], "ask_email": "never", "rating": true, "transcript": true, "sound": true, "invitations": [],
                "invitations_per_day": 1,
            },
        })),
        ("POST", "/articles") => Some(json!({
            "center": "hlp_00000000000000000000000009", "locale": "en", "title": "something",
        })),
        ("PUT", "/article-proposals/{id}/article") => {
            Some(json!({ "article": "art_00000000000000000000000009" }))
        }
        ("POST", "/contacts/{id}/merges") => {
            Some(json!({ "other": "con_00000000000000000000000009" }))
        }
        ("POST", "/organizations/{id}/merges") => {
            Some(json!({ "other": "org_00000000000000000000000009" }))
        }
        ("POST", "/retention-rules" | "/retention-rules/dry-run") => Some(json!({
            "name": "something", "after_days": 30, "owner": "agt_00000000000000000000000009",
        })),
        ("PUT", "/retention-rules/{id}") => Some(json!({
            "name": "something", "after_days": 30, "owner": "agt_00000000000000000000000009",
        })),
        ("POST", "/fields") => Some(json!({ "entity": "contact", "name": "Size", "kind": "text" })),
        ("POST", "/rules" | "/rules/dry-run") => Some(rule),
        ("POST" | "PUT", "/report-schedules" | "/report-schedules/{id}") => {
            Some(json!({ "name": "Weekly", "every": "week", "hour": 8, "agents": [] }))
        }
        ("POST" | "PUT", "/surveys" | "/surveys/{id}") => Some(json!({
            "name": "How did we do?", "kind": "csat", "trigger": { "on": "resolved", "after_hours": 24 },
        })),
        ("POST", "/notices") => Some(json!({
            "channel": "chn_00000000000000000000000009", "content": notice,
        })),
        ("PUT", "/notices/{id}") => Some(json!({ "version": 1, "content": notice })),
        ("POST", "/notices/{id}/commands") => Some(json!({ "version": 1, "do": "undo" })),
        ("POST", "/plans") => Some(json!({
            "channel": "chn_00000000000000000000000009",
            "content": { "kind": "adjust", "name": "x", "reason": "", "owner": null, "steps": [] },
        })),
        ("PUT", "/plans/{id}") => Some(json!({
            "version": 1, "content": { "kind": "adjust", "name": "x", "reason": "", "owner": null, "steps": [] },
        })),
        ("POST" | "PUT", "/outages" | "/outages/{id}") => {
            Some(json!({ "name": "Payments", "words": { "en": "Payments fail." } }))
        }
        ("POST", "/outages/{id}/updates") => Some(json!({ "html": "<p>Soon.</p>" })),
        ("POST" | "PUT", "/causes" | "/causes/{id}") => {
            Some(json!({ "name": "Old driver", "topic": "top_00000000000000000000000009" }))
        }
        ("POST", "/macros/{id}/use") => {
            Some(json!({ "conversation": "cnv_00000000000000000000000009" }))
        }
        _ => None,
    }
}

/// A body that fits the schema of an operation, with the fewest fields.
fn body(document: &Value, operation: &Value) -> Option<Value> {
    let schema = operation["requestBody"]["content"]["application/json"].get("schema")?;
    Some(sample(document, schema, ""))
}

fn sample(document: &Value, schema: &Value, name: &str) -> Value {
    if let Some(target) = schema["$ref"].as_str() {
        let found = document
            .pointer(target.trim_start_matches('#'))
            .expect("a schema");
        return sample(document, found, name);
    }
    if let Some(all) = schema["allOf"].as_array() {
        let mut out = Map::new();
        for part in all {
            if let Value::Object(fields) = sample(document, part, name) {
                out.extend(fields);
            }
        }
        return Value::Object(out);
    }
    if let Some(first) = schema["oneOf"]
        .as_array()
        .and_then(|all| all.iter().find(|s| s["type"] != "null"))
    {
        return sample(document, first, name);
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|k| *k != "null"),
        other => other.as_str(),
    };
    match (kind, name) {
        (_, "expires_at" | "until") => json!(crate::support::START + 3_600_000),
        (_, "permissions") => json!(["conversation_read"]),
        (Some("array"), "to") => json!([{ "address": "mari@example.org" }]),
        (_, "to") => json!("mari@example.org"),
        (Some("object"), _) | (None, _) => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let fields = required.iter().filter_map(Value::as_str);
            let of = |field: &str| sample(document, &schema["properties"][field], field);
            Value::Object(fields.map(|f| (f.to_owned(), of(f))).collect())
        }
        (Some("array"), _) => json!([]),
        (Some("boolean"), _) => json!(true),
        (Some("integer" | "number"), _) => json!(schema["minimum"].as_i64().unwrap_or(25)),
        _ => json!(word(schema, name)),
    }
}

fn word(schema: &Value, name: &str) -> String {
    let words: Vec<&str> = schema["enum"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if words.contains(&"note") {
        return "note".to_owned();
    }
    if let Some(first) = schema["enum"]
        .as_array()
        .and_then(|all| all.first())
        .and_then(Value::as_str)
    {
        return first.to_owned();
    }
    match name {
        "kind" => "note",
        "status" => "open",
        "urgency" => "high",
        "stage" => "live",
        "scope" => "own",
        "second_factor" => "nobody",
        "permission_set" => "light_agent",
        "email" | "address" | "username" => "new@example.org",
        "zone" => "UTC",
        "locale" | "language" => "en",
        "host" => "127.0.0.1",
        "domain" => "example.org",
        "selector" => "s1",
        "auth" => "password",
        "security" | "tls" => "tls",
        "channel" => "chn_00000000000000000000000009",
        "team" => "tem_00000000000000000000000009",
        "agent" => "agt_00000000000000000000000009",
        "html" => "<p>x</p>",
        _ => "something",
    }
    .to_owned()
}

/// One route.
struct Route {
    method: Method,
    path: String,
    rule: Rule,
    body: Option<Value>,
}

fn routes(document: &Value) -> (Vec<Route>, Vec<String>) {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for (path, operations) in document["paths"].as_object().expect("paths") {
        let path = path.strip_prefix("/api/v1").unwrap_or(path);
        for (method, operation) in operations.as_object().expect("methods") {
            let method = method.to_uppercase();
            match rule(&method, path) {
                Some(rule) => known.push(Route {
                    body: own_body(&method, path).or_else(|| body(document, operation)),
                    method: method.parse().expect("a method"),
                    path: path.to_owned(),
                    rule,
                }),
                None => unknown.push(format!("{method} {path}")),
            }
        }
    }
    (known, unknown)
}

/// What has to be asked with a path.
fn query(path: &str) -> &'static str {
    match path {
        "/search" => "?q=order",
        "/dns-check" => "?domain=example.org",
        "/reports/suggestions" => "?help_center=hlp_00000000000000000000000009",
        "/conversations" => "?view=all",
        draft if draft.contains("draft") => "?kind=note",
        "/imports/{id}/file" => "?offset=0",
        "/feed/poll" => "?position=0&wait_ms=0",
        "/plan-templates" | "/notice-templates" => "?channel=chn_00000000000000000000000009",
        _ => "",
    }
}

async fn ask(client: &Client, route: &Route, path: &str) -> (u16, String) {
    let query = query(&route.path);
    let mut request = client.request(route.method.clone(), &format!("{path}{query}"));
    if let Some(body) = &route.body {
        request = request.json(body);
    }
    let answer = request.send().await.expect("answered");
    let status = answer.status().as_u16();
    (status, answer.text().await.unwrap_or_default())
}

#[tokio::test]
async fn every_route_is_closed_to_those_who_may_not_and_open_to_those_who_may() {
    let world = world().await;
    let (routes, unknown) = routes(&world.document);
    assert!(
        unknown.is_empty(),
        "say in `rule` who may use: {unknown:#?}"
    );
    let mut wrong = Vec::new();
    for route in &routes {
        let name = format!("{} {}", route.method, route.path);
        strangers(&world, route, &name, &mut wrong).await;
        for asker in &world.askers {
            agents(&world, asker, route, &name, &mut wrong).await;
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} routes: {wrong:#?}",
        wrong.len(),
        routes.len()
    );
    assert_eq!(
        world.admin.get("/me").await.status(),
        200,
        "nobody signed the administrator out"
    );
}

async fn strangers(world: &World, route: &Route, name: &str, wrong: &mut Vec<String>) {
    let (status, text) = ask(
        &world.desk.client(),
        route,
        &filled(&route.path, Some(&world.foreign)),
    )
    .await;
    if text.contains(SECRET) || status == 500 || (route.rule != Rule::Public && status != 401) {
        wrong.push(format!("a stranger, {name}: {status} {text:.200}"));
    }
}

async fn agents(world: &World, asker: &Asker, route: &Route, name: &str, wrong: &mut Vec<String>) {
    let (allowed, reach) = match route.rule {
        Rule::Public => return,
        Rule::Agent | Rule::Person => (true, true),
        Rule::Needs(p) | Rule::PersonNeeds(p) => (asker.may(p), true),
        Rule::Within(p) => (
            asker.may(p),
            asker.reaches_all && asker.may(Permission::ConversationRead),
        ),
    };
    let mut say = |what: &str, status: u16, text: &str| {
        wrong.push(format!(
            "{}, {name}, {what}: {status} {text:.200}",
            asker.name
        ));
    };
    if !(allowed && reach) {
        let (status, text) = ask(
            &asker.client,
            route,
            &filled(&route.path, Some(&world.foreign)),
        )
        .await;
        if !matches!(status, 403 | 404) || text.contains(SECRET) {
            say("what is not theirs", status, &text);
        }
    }
    // Signing out would end the test for this asker.
    if !allowed || name == "DELETE /session" {
        return;
    }
    let (status, text) = ask(&asker.client, route, &filled(&route.path, None)).await;
    let hidden = text.contains(SECRET) && !asker.reaches_all;
    if matches!(status, 401 | 403 | 500) || hidden {
        say("what they may", status, &text);
    }
    if matches!(route.rule, Rule::Person) && route.path.contains("{id}") {
        let (status, text) = ask(
            &asker.client,
            route,
            &filled(&route.path, Some(&world.foreign)),
        )
        .await;
        if status != 404 {
            say("somebody else's", status, &text);
        }
    }
}

#[tokio::test]
async fn a_token_without_the_permission_opens_no_more_than_an_agent_without_it() {
    let world = world().await;
    let boss = &world.askers[0].client;
    let (narrow, _) = program(&world.desk, boss, &["sender_block"]).await;
    let (routes, _) = routes(&world.document);
    let mut wrong = Vec::new();
    for route in &routes {
        let expected: &[u16] = match route.rule {
            Rule::Public | Rule::Agent => continue,
            Rule::Needs(Permission::SenderBlock) | Rule::Within(Permission::SenderBlock) => {
                continue;
            }
            Rule::Person => &[403],
            _ => &[403, 404],
        };
        let path = filled(&route.path, Some(&world.foreign));
        let answer = narrow
            .send(
                route.method.clone(),
                &format!("{path}{}", query(&route.path)),
                route.body.clone(),
            )
            .await;
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap_or_default();
        if !expected.contains(&status) || text.contains(SECRET) {
            wrong.push(format!(
                "{} {}: {status} {text:.200}",
                route.method, route.path
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn a_batch_changes_nothing_out_of_reach() {
    let world = world().await;
    let id = &world.foreign["conversations"];
    for asker in world.askers.iter().filter(|a| !a.reaches_all) {
        let body = json!({ "ids": [id], "set": { "status": "resolved" } });
        let (status, answer) = parts(asker.client.post("/conversations/bulk", body).await).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer["done"], json!([]), "{}", asker.name);
        assert!(!answer.to_string().contains(SECRET));
    }
    let now = world.admin.json(&format!("/conversations/{id}")).await;
    assert_ne!(now["conversation"]["status"], "resolved");
}
