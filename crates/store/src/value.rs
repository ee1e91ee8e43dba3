//! Values that go into statements and come out of rows, the same for both engines.

use crate::{Result, StoreError};
use bytes::BytesMut;
use std::borrow::Cow;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

/// A parameter or a cell. Borrowed on the way in, owned on the way out.
#[derive(Debug, Clone, PartialEq)]
pub enum Val<'a> {
    Null,
    Int(i64),
    Real(f64),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
    Id(Uuid),
}

/// Parameters for a statement: `vals![id, name, now]`.
#[macro_export]
macro_rules! vals {
    ($($value:expr),* $(,)?) => { [$($crate::Val::from($value)),*] };
}

impl From<i64> for Val<'_> {
    fn from(v: i64) -> Self {
        Self::Int(v)
    }
}
impl From<i32> for Val<'_> {
    fn from(v: i32) -> Self {
        Self::Int(v.into())
    }
}
impl From<u32> for Val<'_> {
    fn from(v: u32) -> Self {
        Self::Int(v.into())
    }
}
impl From<usize> for Val<'_> {
    fn from(v: usize) -> Self {
        Self::Int(i64::try_from(v).unwrap_or(i64::MAX))
    }
}
impl From<bool> for Val<'_> {
    fn from(v: bool) -> Self {
        Self::Int(v.into())
    }
}
impl From<f64> for Val<'_> {
    fn from(v: f64) -> Self {
        Self::Real(v)
    }
}
impl From<Uuid> for Val<'_> {
    fn from(v: Uuid) -> Self {
        Self::Id(v)
    }
}
impl From<String> for Val<'_> {
    fn from(v: String) -> Self {
        Self::Text(v.into())
    }
}
impl<'a> From<&'a str> for Val<'a> {
    fn from(v: &'a str) -> Self {
        Self::Text(v.into())
    }
}
impl<'a> From<&'a String> for Val<'a> {
    fn from(v: &'a String) -> Self {
        Self::Text(v.as_str().into())
    }
}
impl From<Vec<u8>> for Val<'_> {
    fn from(v: Vec<u8>) -> Self {
        Self::Bytes(v.into())
    }
}
impl<'a> From<&'a [u8]> for Val<'a> {
    fn from(v: &'a [u8]) -> Self {
        Self::Bytes(v.into())
    }
}
impl<'a> From<&'a Vec<u8>> for Val<'a> {
    fn from(v: &'a Vec<u8>) -> Self {
        Self::Bytes(v.as_slice().into())
    }
}
impl<'a, T: Into<Val<'a>>> From<Option<T>> for Val<'a> {
    fn from(v: Option<T>) -> Self {
        v.map_or(Self::Null, Into::into)
    }
}
impl<'a> From<&'a Option<String>> for Val<'a> {
    fn from(v: &'a Option<String>) -> Self {
        v.as_deref().map_or(Self::Null, Into::into)
    }
}

/// A type that one cell becomes.
pub trait FromVal: Sized {
    /// # Errors
    /// `Corrupt` when the cell is of another type.
    fn from_val(v: Val<'static>) -> Result<Self>;
}

impl Val<'_> {
    /// What it is; never the value itself, which may be somebody's words.
    fn name(&self) -> &'static str {
        match self {
            Val::Null => "null",
            Val::Int(_) => "an integer",
            Val::Real(_) => "a number",
            Val::Text(_) => "text",
            Val::Bytes(_) => "bytes",
            Val::Id(_) => "an id",
        }
    }
}

fn wrong<T>(v: &Val<'_>) -> Result<T> {
    let wanted = std::any::type_name::<T>();
    Err(StoreError::corrupt(format!(
        "a cell is {}, not {wanted}",
        v.name()
    )))
}

impl FromVal for i64 {
    fn from_val(v: Val<'static>) -> Result<Self> {
        match v {
            Val::Int(i) => Ok(i),
            v => wrong(&v),
        }
    }
}
impl FromVal for u32 {
    fn from_val(v: Val<'static>) -> Result<Self> {
        u32::try_from(i64::from_val(v)?).map_err(StoreError::corrupt)
    }
}
impl FromVal for u16 {
    fn from_val(v: Val<'static>) -> Result<Self> {
        u16::try_from(i64::from_val(v)?).map_err(StoreError::corrupt)
    }
}
impl FromVal for bool {
    fn from_val(v: Val<'static>) -> Result<Self> {
        Ok(i64::from_val(v)? != 0)
    }
}
impl FromVal for f64 {
    fn from_val(v: Val<'static>) -> Result<Self> {
        match v {
            Val::Real(f) => Ok(f),
            #[expect(
                clippy::cast_precision_loss,
                reason = "an integral real comes back as an integer from SQLite"
            )]
            Val::Int(i) => Ok(i as f64),
            v => wrong(&v),
        }
    }
}
impl FromVal for String {
    fn from_val(v: Val<'static>) -> Result<Self> {
        match v {
            Val::Text(t) => Ok(t.into_owned()),
            v => wrong(&v),
        }
    }
}
impl FromVal for Vec<u8> {
    fn from_val(v: Val<'static>) -> Result<Self> {
        match v {
            Val::Bytes(b) => Ok(b.into_owned()),
            v => wrong(&v),
        }
    }
}
impl FromVal for Uuid {
    fn from_val(v: Val<'static>) -> Result<Self> {
        match v {
            Val::Id(id) => Ok(id),
            Val::Bytes(b) => Uuid::from_slice(&b).map_err(StoreError::corrupt),
            v => wrong(&v),
        }
    }
}
impl FromVal for Val<'static> {
    fn from_val(v: Val<'static>) -> Result<Self> {
        Ok(v)
    }
}
impl<T: FromVal> FromVal for Option<T> {
    fn from_val(v: Val<'static>) -> Result<Self> {
        match v {
            Val::Null => Ok(None),
            v => T::from_val(v).map(Some),
        }
    }
}

macro_rules! id_values {
    ($($id:ident),* $(,)?) => {$(
        impl From<domain::$id> for Val<'_> {
            fn from(v: domain::$id) -> Self {
                Self::Id(v.0)
            }
        }
        impl FromVal for domain::$id {
            fn from_val(v: Val<'static>) -> Result<Self> {
                Uuid::from_val(v).map(domain::$id)
            }
        }
    )*};
}
impl From<&domain::access::SetKey> for Val<'_> {
    fn from(v: &domain::access::SetKey) -> Self {
        Self::Text(v.0.clone().into())
    }
}
impl FromVal for domain::access::SetKey {
    fn from_val(v: Val<'static>) -> Result<Self> {
        String::from_val(v).map(domain::access::SetKey)
    }
}

id_values!(
    AgentId,
    ApiTokenId,
    ArticleFileId,
    ArticleId,
    ArticleVersionId,
    AttachmentId,
    AuditId,
    BrandId,
    BusinessHoursId,
    CauseId,
    ChannelEntryId,
    ChannelId,
    CollectionId,
    ContactId,
    ContactMergeId,
    ConversationId,
    DeliveryId,
    DkimKeyId,
    DoorId,
    ErasureId,
    EventId,
    ExportId,
    FieldId,
    FormId,
    FormPostId,
    HelpCenterId,
    HolidayCalendarId,
    IdentityId,
    ImportId,
    InboundId,
    JobId,
    LegalHoldId,
    MacroId,
    MailboxId,
    MergeId,
    MessageId,
    ModelCallId,
    NoticeId,
    NoticeSuppressionId,
    NotificationId,
    OrganizationId,
    OrganizationMergeId,
    OutageId,
    OutageUpdateId,
    PasskeyId,
    PermissionSetId,
    PlanId,
    ProbeId,
    PromiseId,
    ProposalId,
    RetentionRuleId,
    ReportScheduleId,
    RuleId,
    RuleRunId,
    SessionId,
    SkillId,
    SlaPolicyId,
    SmarthostId,
    SuggestionId,
    SurveyAskId,
    SurveyId,
    TagId,
    TeamId,
    TicketId,
    TopicId,
    ViewId,
    VisitorId,
    WebhookId,
    WebhookDeliveryId,
    WidgetId,
);

/// An enum of `domain` that is stored by its snake_case name.
macro_rules! code_values {
    ($($code:ty),* $(,)?) => {$(
        impl From<$code> for Val<'_> {
            fn from(v: $code) -> Self {
                Self::Text($crate::value::code_name(&v).into())
            }
        }
        impl FromVal for $code {
            fn from_val(v: Val<'static>) -> Result<Self> {
                $crate::value::code_parse(&String::from_val(v)?)
            }
        }
    )*};
}

code_values!(
    domain::alternative::Choice,
    domain::access::Scope,
    domain::article::Audience,
    domain::article::State,
    domain::away::Reason,
    domain::cause::State,
    domain::channel::ReplyForm,
    domain::channel::Stage,
    domain::chat::Proved,
    domain::contact::IdentityKind,
    domain::contact::LifeCycle,
    domain::contact::Verification,
    domain::conversation::SideState,
    domain::conversation::Source,
    domain::conversation::Status,
    domain::conversation::Urgency,
    domain::field::Entity,
    domain::field::FieldKind,
    domain::figures::Every,
    domain::routing::Firmness,
    domain::routing::Kind,
    domain::routing::Place,
    domain::message::AutoText,
    domain::message::DeliveryState,
    domain::notice::Passed,
    domain::notice::Silence,
    domain::notice::Standing,
    domain::notice::State,
    domain::notice::Stopped,
    domain::notice::Way,
    domain::outage::Passed,
    domain::outage::Progress,
    domain::outage::Then,
    domain::message::MessageKind,
    domain::promise::Basis,
    domain::retention::Held,
    domain::sla::ClockKind,
    domain::sla::Outcome,
    domain::survey::Kind,
);

/// The snake_case name of a unit variant.
pub(crate) fn code_name<T: serde::Serialize>(v: &T) -> String {
    match serde_json::to_value(v) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

pub(crate) fn code_parse<T: serde::de::DeserializeOwned>(name: &str) -> Result<T> {
    use serde::de::IntoDeserializer;
    let code: serde::de::value::StrDeserializer<'_, serde::de::value::Error> =
        name.into_deserializer();
    T::deserialize(code).map_err(|e| StoreError::corrupt(format!("the code {name:?}: {e}")))
}

/// A value stored as JSON text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Json<T>(pub T);

impl<T: serde::Serialize> From<&Json<T>> for Val<'_> {
    fn from(v: &Json<T>) -> Self {
        json(&v.0)
    }
}
impl<T: serde::de::DeserializeOwned> FromVal for Json<T> {
    fn from_val(v: Val<'static>) -> Result<Self> {
        serde_json::from_str(&String::from_val(v)?)
            .map(Json)
            .map_err(StoreError::corrupt)
    }
}

/// A parameter that is stored as JSON text.
pub fn json<T: serde::Serialize + ?Sized>(v: &T) -> Val<'static> {
    Val::Text(
        serde_json::to_string(v)
            .unwrap_or_else(|_| "null".into())
            .into(),
    )
}

/// A row that was read; its cells are taken from left to right.
#[derive(Debug)]
pub struct Row(std::vec::IntoIter<Val<'static>>);

impl Row {
    pub(crate) fn new(cells: Vec<Val<'static>>) -> Self {
        Self(cells.into_iter())
    }

    /// The next cell.
    ///
    /// # Errors
    /// `Corrupt` when there is none, or it is of another type.
    pub fn take<T: FromVal>(&mut self) -> Result<T> {
        T::from_val(
            self.0
                .next()
                .ok_or_else(|| StoreError::corrupt("a row ended early"))?,
        )
    }

    /// All that are left.
    pub(crate) fn cells(self) -> Vec<Val<'static>> {
        self.0.collect()
    }

    /// How many cells are left.
    #[must_use]
    pub fn left(&self) -> usize {
        self.0.len()
    }
}

/// A type that one row becomes.
pub trait FromRow: Sized {
    /// # Errors
    /// `Corrupt` when the cells do not fit.
    fn from_row(row: &mut Row) -> Result<Self>;
}

impl FromRow for () {
    fn from_row(_: &mut Row) -> Result<Self> {
        Ok(())
    }
}
macro_rules! tuple_rows {
    ($(($($t:ident),+);)*) => {$(
        impl<$($t: FromVal),+> FromRow for ($($t,)+) {
            fn from_row(row: &mut Row) -> Result<Self> {
                Ok(($(row.take::<$t>()?,)+))
            }
        }
    )*};
}
tuple_rows! {
    (A); (A, B); (A, B, C); (A, B, C, D); (A, B, C, D, E); (A, B, C, D, E, F); (A, B, C, D, E, F, G);
    (A, B, C, D, E, F, G, H);
}

/// A struct whose fields are the columns of a statement, in this order. Implements [`FromRow`].
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$fmeta:meta])* $fvis:vis $field:ident: $ty:ty),* $(,)? }) => {
        $(#[$meta])* $vis struct $name { $($(#[$fmeta])* $fvis $field: $ty),* }
        impl $crate::FromRow for $name {
            fn from_row(row: &mut $crate::Row) -> $crate::Result<Self> {
                Ok(Self { $($field: row.take::<$ty>()?),* })
            }
        }
    };
}

/// PostgreSQL text cannot hold U+0000; SQLite could, but both replace it on the way in.
fn without_nul(t: &str) -> String {
    t.replace('\0', "\u{fffd}")
}

impl rusqlite::ToSql for Val<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Val::Null => ValueRef::Null,
            Val::Int(i) => ValueRef::Integer(*i),
            Val::Real(f) => ValueRef::Real(*f),
            Val::Text(t) if t.contains('\0') => {
                return Ok(ToSqlOutput::from(without_nul(t)));
            }
            Val::Text(t) => ValueRef::Text(t.as_bytes()),
            Val::Bytes(b) => ValueRef::Blob(b),
            Val::Id(id) => ValueRef::Blob(id.as_bytes()),
        }))
    }
}

/// # Errors
/// When a text is not UTF-8.
pub(crate) fn from_lite(v: rusqlite::types::ValueRef<'_>) -> Result<Val<'static>> {
    use rusqlite::types::ValueRef;
    Ok(match v {
        ValueRef::Null => Val::Null,
        ValueRef::Integer(i) => Val::Int(i),
        ValueRef::Real(f) => Val::Real(f),
        ValueRef::Text(t) => Val::Text(
            std::str::from_utf8(t)
                .map_err(StoreError::corrupt)?
                .to_owned()
                .into(),
        ),
        ValueRef::Blob(b) => Val::Bytes(b.to_vec().into()),
    })
}

type BoxError = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Val<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, BoxError> {
        match self {
            Val::Null => Ok(IsNull::Yes),
            Val::Int(i) => match *ty {
                Type::INT2 => i16::try_from(*i)?.to_sql(ty, out),
                Type::INT4 => i32::try_from(*i)?.to_sql(ty, out),
                Type::INT8 => i.to_sql(ty, out),
                _ => Err(format!("an integer for a parameter of type {ty}").into()),
            },
            Val::Real(f) if *ty == Type::FLOAT8 => f.to_sql(ty, out),
            Val::Text(t) if *ty == Type::TEXT && t.contains('\0') => without_nul(t).to_sql(ty, out),
            Val::Text(t) if *ty == Type::TEXT => t.as_ref().to_sql(ty, out),
            Val::Bytes(b) if *ty == Type::BYTEA => b.as_ref().to_sql(ty, out),
            Val::Id(id) if *ty == Type::UUID => id.to_sql(ty, out),
            other => Err(format!("{} for a parameter of type {ty}", other.name()).into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// # Errors
/// When a column has a type that the schema does not use.
pub(crate) fn from_pg(row: &tokio_postgres::Row) -> Result<Row> {
    let mut cells = Vec::with_capacity(row.len());
    for (i, column) in row.columns().iter().enumerate() {
        let cell = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(i)?.map(Val::Int),
            Type::INT4 => row
                .try_get::<_, Option<i32>>(i)?
                .map(|v| Val::Int(v.into())),
            Type::INT2 => row
                .try_get::<_, Option<i16>>(i)?
                .map(|v| Val::Int(v.into())),
            Type::BOOL => row
                .try_get::<_, Option<bool>>(i)?
                .map(|v| Val::Int(v.into())),
            Type::FLOAT8 => row.try_get::<_, Option<f64>>(i)?.map(Val::Real),
            Type::TEXT | Type::VARCHAR | Type::NAME => row
                .try_get::<_, Option<String>>(i)?
                .map(|v| Val::Text(v.into())),
            Type::BYTEA => row
                .try_get::<_, Option<Vec<u8>>>(i)?
                .map(|v| Val::Bytes(v.into())),
            Type::UUID => row.try_get::<_, Option<Uuid>>(i)?.map(Val::Id),
            ref other => {
                return Err(StoreError::corrupt(format!(
                    "column {} is of type {other}",
                    column.name()
                )));
            }
        };
        cells.push(cell.unwrap_or(Val::Null));
    }
    Ok(Row::new(cells))
}
