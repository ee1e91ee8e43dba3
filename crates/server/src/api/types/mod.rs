//! The shapes of the API: what goes over the wire, and nothing else. Ids are prefixed texts, times milliseconds UTC.

pub mod agent;
pub mod conversation;
pub mod forms;
pub mod hours;
pub mod message;
pub mod moving;
pub mod settings;
pub mod shapes;
pub mod words;

use domain::ids;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use agent::*;
pub use conversation::*;
pub use hours::*;
pub use message::*;
pub use moving::*;
pub use settings::*;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Give it as `cursor` for the next page; null at the end.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// A list that is whole.
    #[must_use]
    pub fn all(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}

/// `?cursor=&limit=`
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    pub cursor: Option<String>,
    /// At most 100.
    pub limit: Option<usize>,
}

impl PageQuery {
    #[must_use]
    pub fn limit(&self) -> usize {
        self.limit.unwrap_or(50).clamp(1, 100)
    }
}

/// Name and address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Addr {
    #[serde(default)]
    pub name: Option<String>,
    pub address: String,
}

/// A conversation by id and number.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NumberedId {
    #[schema(value_type = String)]
    pub id: ids::ConversationId,
    pub number: i64,
}
