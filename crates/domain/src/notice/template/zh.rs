//! Chinese.

use super::Words;

pub(super) const WORDS: Words = Words {
    subject: [
        "联系{{organization.name}}的更好方式",
        "今后如何联系{{organization.name}}",
        "有一项变化，我想亲自告诉您",
    ],
    hello: "{{customer.name|尊敬的客户}}，您好：",
    benefit: [
        (
            "从现在起，您可以通过“[successor]”联系我们，并立即看到我们何时回复您。",
            "从现在起，无论您选择哪种方式，都能立即看到我们何时回复您。",
        ),
        (
            "您随时可以通过“[successor]”以及下列其他方式联系我们。",
            "您仍然可以联系我们：对您开放的所有方式都列在下面。",
        ),
        (
            "我们希望更快地答复您，少让您反复说明。通过“[successor]”我们可以做到。",
            "我们希望更快地答复您，少让您反复说明。通过下列方式我们可以做到。",
        ),
    ],
    dated: "自{{date}}起，“{{channel.name}}”不再接收新的问题。",
    undated: "不久之后，“{{channel.name}}”将不再接收新的问题。",
    stays: "以下方式继续对您开放：",
    page: "您随时可以在这里找到它们：<a href=\"{{contact_url}}\">{{contact_url}}</a>",
    kept: "您发给我们的一切都已保留。尚未解决的问题会在原处答复，您无需重新发送任何内容。",
    captive: "如果“{{channel.name}}”是您唯一能使用的方式，请直接回复这封信，我们会为您找到合适的方式。",
    sign: [
        "{{organization.name}}",
        "{{organization.name}}",
        "{{agent.first_name}}，{{organization.name}}",
    ],
};
