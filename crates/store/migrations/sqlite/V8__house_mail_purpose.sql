-- What a mail of the house is about, so that its state can be shown where people look.
ALTER TABLE house_mail ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
ALTER TABLE house_mail ADD COLUMN about BLOB;
CREATE INDEX house_mail_about ON house_mail (about, created_at);
