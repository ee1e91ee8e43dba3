//! Parts of statements about who is told: merged records are one person, conversations that a notice began are no use of a
//! channel, and an address from which letters came back is none.

/// Somebody and all who were merged into them.
macro_rules! family {
    ($of:literal) => {
        concat!(
            "(WITH RECURSIVE family(id) AS (SELECT k.id FROM contact k WHERE k.id = ",
            $of,
            " UNION SELECT k.id FROM family f JOIN contact k ON k.merged_into = f.id) SELECT id FROM family)"
        )
    };
}

/// Who somebody has become.
macro_rules! root {
    ($of:literal) => {
        concat!(
            "(WITH RECURSIVE up(id, onto) AS (SELECT k.id, k.merged_into FROM contact k WHERE k.id = ",
            $of,
            " UNION SELECT k.id, k.merged_into FROM up JOIN contact k ON k.id = up.onto) ",
            "SELECT id FROM up WHERE onto IS NULL LIMIT 1)"
        )
    };
}

/// No letter of a notice began the conversation.
macro_rules! own {
    ($conversation:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM notice_recipient n WHERE n.by_ = 'mail' AND n.conversation = ",
            $conversation,
            ")"
        )
    };
}

/// The conversation in which somebody was told, wherever its messages are since.
macro_rules! told_in {
    ($recipient:literal) => {
        concat!(
            "COALESCE((SELECT g.conversation FROM message g WHERE g.id = ",
            $recipient,
            ".message), ",
            $recipient,
            ".conversation)"
        )
    };
}

/// Addresses to which letters go.
macro_rules! usable {
    ($of:literal) => {
        concat!(
            "FROM identity i WHERE i.contact = ",
            $of,
            " AND i.kind = 'email' AND i.undeliverable = 0 ",
            "AND NOT EXISTS (SELECT 1 FROM notice_suppression s WHERE s.address_key = i.value_key)"
        )
    };
}

/// The one of them that was used last.
macro_rules! address {
    ($of:literal) => {
        concat!(
            "(SELECT i.value ",
            $crate::notice::parts::usable!($of),
            " ORDER BY COALESCE((SELECT max(c.last_customer_at) FROM conversation c JOIN participant q ",
            "ON q.conversation = c.id AND q.address_key = i.value_key WHERE c.contact = ",
            $of,
            "), 0) DESC, i.value LIMIT 1)"
        )
    };
}

/// Why somebody gets no notices: what they, or somebody for them, said of them or of one of their addresses; else that letters
/// came back, where no other address is left.
macro_rules! silenced {
    ($of:literal) => {
        concat!(
            "COALESCE((SELECT min(s.why) FROM notice_suppression s WHERE s.contact IN ",
            $crate::notice::parts::family!($of),
            "), (SELECT min(s.why) FROM identity a JOIN notice_suppression s ON s.address_key = a.value_key WHERE a.contact = ",
            $of,
            " AND a.kind = 'email' AND (s.why <> 'bounced' OR NOT EXISTS (SELECT 1 ",
            $crate::notice::parts::usable!($of),
            "))))"
        )
    };
}

pub(super) use {address, family, own, root, silenced, told_in, usable};
