# An answer that a machine wrote from articles.

answer-heading = 来自文章的回答
answer-made = 由机器根据下列文章写成，可能有误，以文章内容为准。
answer-person = 写信给客服人员
