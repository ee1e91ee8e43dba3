//! The three ways in which storage fails. Absence is `Option`, a business "no" is `domain::Refusal`.

/// A failure of storage. The text is for the log, never for a customer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Somebody else was faster: a stale `version`, a key that exists, a row that another row still needs.
    #[error("conflict: {0}")]
    Conflict(String),
    /// Disk full, connection lost, lock not free, shutting down: the same call may succeed later.
    #[error("storage unavailable: {0}")]
    Unavailable(String),
    /// Stored data or a statement is not what the program expects.
    #[error("storage corrupt: {0}")]
    Corrupt(String),
}

pub type Result<T, E = StoreError> = std::result::Result<T, E>;

impl StoreError {
    pub(crate) fn corrupt(what: impl std::fmt::Display) -> Self {
        Self::Corrupt(what.to_string())
    }

    pub(crate) fn unavailable(what: impl std::fmt::Display) -> Self {
        Self::Unavailable(what.to_string())
    }

    /// The answer to an optimistic update that matched no row.
    #[must_use]
    pub fn stale(what: &str) -> Self {
        Self::Conflict(format!("{what} was changed meanwhile"))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(Code::ConstraintViolation) => Self::Conflict(text),
            Some(
                Code::DiskFull
                | Code::SystemIoFailure
                | Code::CannotOpen
                | Code::DatabaseBusy
                | Code::DatabaseLocked
                | Code::OutOfMemory
                | Code::OperationInterrupted
                | Code::PermissionDenied
                | Code::ReadOnly
                | Code::FileLockingProtocolFailed,
            ) => Self::Unavailable(text),
            _ => Self::Corrupt(text),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            return if error.is_closed() || is_io(&error) {
                Self::Unavailable(error.to_string())
            } else {
                Self::Corrupt(chain(&error))
            };
        };
        let text = format!("{} ({})", db.message(), db.code().code());
        if db.code().code() == "08P01" {
            // Not the network: we sent something that is no protocol.
            return Self::Corrupt(text);
        }
        match db.code().code().get(..2) {
            Some("23") => Self::Conflict(text),
            // Lost connection, serialization failure, resources, operator intervention, system error; read-only standby.
            Some("08" | "40" | "53" | "57" | "58") => Self::Unavailable(text),
            _ if db.code().code() == "25006" => Self::Unavailable(text),
            _ => Self::Corrupt(text),
        }
    }
}

impl From<deadpool_postgres::PoolError> for StoreError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        Self::Unavailable(chain(&error))
    }
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if cause.is::<std::io::Error>() {
            return true;
        }
        source = cause.source();
    }
    false
}

/// An error and its causes in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
