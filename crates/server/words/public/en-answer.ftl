# An answer that a machine wrote from articles.

answer-heading = An answer from our articles
answer-made = Written by a machine from the articles named here. It may be wrong; what the articles say counts.
answer-person = Write to a person
