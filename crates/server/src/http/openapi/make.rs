//! Makes the description of the API from the routes themselves.

use super::{PREFIX, routes};
use serde_json::Value;
use std::collections::BTreeSet;
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Fairlead",
        description = "The API of a Fairlead support desk. Ids are prefixed texts; times are milliseconds since 1970 UTC. \
            Every unsafe method of a signed-in agent needs the header X-CSRF-Token (from /bootstrap)."
    ),
    components(schemas(crate::http::error::ErrorBody, crate::http::error::ErrorDetail))
)]
struct Document;

/// The document as pretty JSON with a final newline, as it is committed in `docs/openapi.json`.
///
/// # Errors
/// Never in practice: the document is plain data.
pub fn json() -> anyhow::Result<String> {
    let document = routes().describe(PREFIX, Document::openapi());
    Ok(complete(document)?.to_pretty_json()? + "\n")
}

/// The document with one thing said that the derives cannot know: an answer always has all its fields, null when there is
/// nothing to say. Only what a client sends may be left out.
///
/// # Errors
/// Never in practice: the document is plain data.
pub fn complete(document: utoipa::openapi::OpenApi) -> anyhow::Result<utoipa::openapi::OpenApi> {
    let mut value = serde_json::to_value(document)?;
    let schemas = value["components"]["schemas"].clone();
    let mut sent = BTreeSet::from(["ErrorDetail".to_owned()]);
    if let Some(paths) = value["paths"].as_object() {
        let bodies = paths.values().filter_map(Value::as_object).flatten();
        for (_, operation) in bodies {
            named(&operation["requestBody"], &schemas, &mut sent);
        }
    }
    if let Some(schemas) = value["components"]["schemas"].as_object_mut() {
        for (_, schema) in schemas.iter_mut().filter(|(name, _)| !sent.contains(*name)) {
            require_all(schema);
        }
    }
    Ok(serde_json::from_value(value)?)
}

/// Adds the names of all schemas that a part of the document leads to.
fn named(part: &Value, schemas: &Value, found: &mut BTreeSet<String>) {
    match part {
        Value::Array(parts) => parts.iter().for_each(|part| named(part, schemas, found)),
        Value::Object(fields) => {
            if let Some(name) = fields.get("$ref").and_then(Value::as_str) {
                let name = name.rsplit('/').next().unwrap_or_default();
                if found.insert(name.to_owned()) {
                    named(&schemas[name], schemas, found);
                }
            }
            fields.values().for_each(|part| named(part, schemas, found));
        }
        _ => {}
    }
}

/// Every property of every object in this schema is required.
fn require_all(schema: &mut Value) {
    match schema {
        Value::Array(parts) => parts.iter_mut().for_each(require_all),
        Value::Object(fields) => {
            if let Some(Value::Object(properties)) = fields.get("properties") {
                let all: Vec<Value> = properties.keys().cloned().map(Value::from).collect();
                fields.insert("required".to_owned(), all.into());
            }
            fields.values_mut().for_each(require_all);
        }
        _ => {}
    }
}
