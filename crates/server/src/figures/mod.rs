//! Figures on their way out: tables as files, reports as mails. Counting is in `store`, who may ask in `desk`.

pub mod letter;
pub mod tables;
pub mod why;

/// How each kind of report becomes a mail.
pub const WRITER: desk::report_mail::Writer = desk::report_mail::Writer {
    conversations: letter::write,
    causes: why::write,
};
