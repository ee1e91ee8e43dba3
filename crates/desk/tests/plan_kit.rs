//! What agents need when a plan takes a channel away is made once, by somebody who may write it.

mod support;

use domain::access::Permission;
use domain::plan::template::step;
use domain::plan::{Content, Kind};
use store::on_both_engines;
use support::*;

async fn plan(w: &World) -> domain::PlanId {
    let content = Content {
        kind: Kind::WindDown,
        name: "Close the address".into(),
        reason: "The form is quicker.".into(),
        owner: Some(w.started.agent.id),
        close_plan: String::new(),
        steps: vec![step("Announce", 14)],
    };
    let of = w.started.channel.id;
    let made = w.desk.make_plan(&w.by(), of, content).await;
    made.expect("a draft").plan.id
}

on_both_engines! {
    async fn an_article_and_a_macro_are_made_once_and_stay_with_the_plan(db: &TestDb) {
        let w = world(db).await;
        let plan = plan(&w).await;
        let lead = w.by();
        let none = w.desk.plan_kit(&lead, plan).await.expect_err("nowhere to put the article");
        assert_eq!(none.code(), "no_help_center");
        help_center(&w).await;
        assert_eq!(w.desk.plan(&lead, plan).await.expect("seen").kit, None);
        let kit = w.desk.plan_kit(&lead, plan).await.expect("made");
        assert_eq!(w.desk.plan_kit(&lead, plan).await.expect("the same"), kit);
        assert_eq!(w.desk.plan(&lead, plan).await.expect("seen").kit, Some(kit));
        let article = w.desk.article(&lead, kit.article).await.expect("an article");
        let title = &article.translations.first().expect("a language").draft_title;
        assert_eq!(title.as_deref(), Some("How to reach us now"));
        let all = w.desk.macros().await.expect("read");
        let made: Vec<_> = all.iter().filter(|m| m.id == kit.macro_).collect();
        assert_eq!(made.len(), 1);
        assert!(made[0].html.contains("<a href="), "{}", made[0].html);
    }

    async fn who_may_not_write_articles_makes_none_by_a_plan(db: &TestDb) {
        let w = world(db).await;
        help_center(&w).await;
        let plan = plan(&w).await;
        for missing in [Permission::ContentManage, Permission::ChannelManage] {
            let mut by = w.by();
            by.access.permissions.retain(|p| *p != missing);
            let refused = w.desk.plan_kit(&by, plan).await.expect_err("refused");
            assert_eq!(refused.code(), "not_permitted");
        }
        assert_eq!(w.desk.plan(&w.by(), plan).await.expect("seen").kit, None);
        assert!(w.desk.macros().await.expect("read").is_empty());
    }
}
