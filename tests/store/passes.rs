//! Temporary Access Passes: rules 1 to 5 and 7.

use std::time::Duration;

use daypass::audit::{self, Actor, Filter};
use daypass::base::UserId;
use daypass::credentials::pass::{
    self, Claimed, Deleted, IssueRefusal, IssueRequest, Issued, PassBrowser, PassRefusal,
};
use daypass::credentials::{Factor, MethodsPolicy, Tools, password};
use daypass::directory::authority::Denied;
use daypass::directory::{Role, User, manage};

use crate::cast::{
    RACERS, WRONG, accepted, committed, count, insert_session, issue, origin, race, redeem,
    redeem_from, refused, somebody,
};
use crate::on_both_databases;
use crate::support::TestDatabase;

const HOUR: Duration = Duration::from_hours(1);

async fn try_issue(tools: &Tools, by: &Actor, user: UserId, request: IssueRequest) -> IssueRefusal {
    match pass::issue(tools, &origin(), by, user, request).await.unwrap() {
        Issued::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

fn strict(change: impl FnOnce(&mut MethodsPolicy)) -> MethodsPolicy {
    let mut policy = MethodsPolicy::default();
    change(&mut policy);
    policy
}

on_both_databases! {
    async fn a_pass_signs_in_the_person_it_was_issued_to_until_it_ends(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "Ada", &[]).await;
        let (pass, code) = issue(&tools, ada.id, false).await;

        let proof = accepted(redeem(&tools, " ADA ", &code.grouped().expose().to_lowercase()).await);
        assert_eq!(proof.user(), ada.id);
        assert_eq!(*proof.factor(), Factor::Pass { pass: pass.id, ends_at: pass.ends_at });
        assert_eq!(proof.at(), database.clock.now());

        database.clock.advance(HOUR.checked_sub(Duration::from_millis(1)).unwrap());
        accepted(redeem(&tools, "ada", code.secret().expose()).await);
        database.clock.advance(Duration::from_millis(1));
        let refusal = refused(redeem(&tools, "ada", code.secret().expose()).await);
        assert_eq!(refusal, PassRefusal::Expired { ended_at: pass.ends_at });
    }

    async fn a_one_time_pass_signs_in_exactly_once_however_many_try(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let (_, code) = issue(&tools, ada.id, true).await;

        let outcomes = race(&tools, move |tools, _| {
            let code = code.clone();
            async move { redeem(&tools, "ada", code.secret().expose()).await }
        })
        .await;

        let (winners, losers): (Vec<_>, Vec<_>) =
            outcomes.into_iter().partition(|it| matches!(it, Claimed::Accepted(_)));
        assert_eq!(winners.len(), 1);
        assert_eq!(losers.len(), RACERS - 1);
        for loser in losers {
            assert!(matches!(refused(loser), PassRefusal::AlreadyUsed { .. }));
        }
        assert_eq!(pass::show(database.db.read(), ada.id).await.unwrap().unwrap().uses, 1);
    }

    async fn what_was_not_committed_did_not_use_the_pass(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let (_, code) = issue(&tools, ada.id, true).await;

        let checked = pass::check(&tools, "ada", code.secret().expose()).await.unwrap().unwrap();
        let work = database.db.begin().await.unwrap();
        let claimed = pass::claim(&work, &origin(), checked, PassBrowser::Other).await.unwrap();
        accepted(claimed);
        drop(work);

        accepted(redeem(&tools, "ada", code.secret().expose()).await);
    }

    async fn the_browser_that_used_a_one_time_pass_may_return_until_its_registration_is_done(
        database: TestDatabase
    ) {
        let tools = database.tools(strict(|policy| policy.password.second_factor_required = false));
        let ada = somebody(&database.db, "ada", &[]).await;
        let (pass, code) = issue(&tools, ada.id, true).await;
        accepted(redeem(&tools, "ada", code.secret().expose()).await);
        let redeem_again = |browser| redeem_from(&tools, "ada", code.secret().expose(), browser);

        database.clock.advance(Duration::from_mins(50));
        accepted(redeem_again(PassBrowser::Redeemed(pass.id)).await);
        let elsewhere = redeem_again(PassBrowser::Other).await;
        assert!(matches!(refused(elsewhere), PassRefusal::AlreadyUsed { .. }));
        let with_another = redeem_again(PassBrowser::Redeemed(daypass::base::PassId::fresh())).await;
        assert!(matches!(refused(with_another), PassRefusal::AlreadyUsed { .. }));

        set_password(&tools, &ada).await;
        let registered = redeem_again(PassBrowser::Redeemed(pass.id)).await;
        assert!(matches!(refused(registered), PassRefusal::AlreadyUsed { .. }));
    }

    async fn who_owes_no_registration_has_none_to_finish_with_a_one_time_pass(
        database: TestDatabase
    ) {
        let tools = database.tools(strict(|policy| policy.password.second_factor_required = false));
        let ada = somebody(&database.db, "ada", &[]).await;
        set_password(&tools, &ada).await;
        database.clock.advance(HOUR);
        let (pass, code) = issue(&tools, ada.id, true).await;
        accepted(redeem(&tools, "ada", code.secret().expose()).await);

        let browser = PassBrowser::Redeemed(pass.id);
        let again = redeem_from(&tools, "ada", code.secret().expose(), browser).await;

        assert!(matches!(refused(again), PassRefusal::AlreadyUsed { .. }));
    }

    async fn a_pass_is_dead_after_as_many_wrong_tries_as_the_policy_allows(database: TestDatabase) {
        let tools = database.tools(strict(|policy| policy.pass.max_wrong_tries = 3));
        let ada = somebody(&database.db, "ada", &[]).await;
        let (_, code) = issue(&tools, ada.id, false).await;

        for _ in 0..3 {
            assert_eq!(refused(redeem(&tools, "ada", WRONG).await), PassRefusal::Wrong);
        }
        for typed in [code.secret().expose(), WRONG] {
            assert_eq!(refused(redeem(&tools, "ada", typed).await), PassRefusal::TooManyTries);
        }
        let shown = pass::show(database.db.read(), ada.id).await.unwrap().unwrap();
        assert_eq!((shown.failed_attempts, shown.uses), (5, 0));

        let (_, fresh) = issue(&tools, ada.id, false).await;
        for _ in 0..2 {
            redeem(&tools, "ada", WRONG).await;
        }
        accepted(redeem(&tools, "ada", fresh.secret().expose()).await);
        redeem(&tools, "ada", WRONG).await;
        let refusal = refused(redeem(&tools, "ada", fresh.secret().expose()).await);
        assert_eq!(refusal, PassRefusal::TooManyTries);
    }

    async fn guessing_at_somebody_does_not_show_when_a_pass_is_issued_to_them(
        database: TestDatabase
    ) {
        let tools = database.tools(strict(|policy| policy.pass.max_wrong_tries = 3));
        let ada = somebody(&database.db, "ada", &[]).await;
        let guess = async |username| refused(redeem(&tools, username, WRONG).await);
        for username in ["ada", "nobody"] {
            for _ in 0..3 {
                assert_eq!(guess(username).await, PassRefusal::Wrong);
            }
        }

        issue(&tools, ada.id, false).await;

        for username in ["ada", "nobody"] {
            assert_eq!(guess(username).await, PassRefusal::TooManyTries, "{username}");
        }
    }

    async fn the_right_pass_is_refused_after_too_many_wrong_ones_even_if_hashed_beside_them(
        database: TestDatabase
    ) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let (_, code) = issue(&tools, ada.id, false).await;
        let right = pass::check(&tools, "ada", code.secret().expose()).await.unwrap().unwrap();

        let outcomes = race(&tools, |tools, _| async move { redeem(&tools, "ada", WRONG).await }).await;
        let wrong = outcomes.into_iter().filter(|it| refused(it.clone()) == PassRefusal::Wrong);
        assert_eq!(wrong.count(), 10);

        let claimed = committed(&database.db, async |work| {
            pass::claim(work, &origin(), right, PassBrowser::Other).await
        })
        .await;
        assert_eq!(refused(claimed), PassRefusal::TooManyTries);
    }

    async fn an_unknown_username_and_a_person_without_a_pass_are_refused_like_a_wrong_pass(
        database: TestDatabase
    ) {
        let tools = database.tools(strict(|policy| policy.pass.max_wrong_tries = 2));
        let ada = somebody(&database.db, "ada", &[]).await;
        somebody(&database.db, "grace", &[]).await;
        issue(&tools, ada.id, false).await;

        for typed in [WRONG, "", "not a pass \u{0}"] {
            let expected = if typed == "not a pass \u{0}" {
                PassRefusal::TooManyTries
            } else {
                PassRefusal::Wrong
            };
            for username in ["ada", "grace", "nobody", "no\u{0}body \u{fffd}"] {
                assert_eq!(refused(redeem(&tools, username, typed).await), expected, "{username}");
            }
        }
    }

    async fn a_pass_that_was_replaced_or_deleted_meanwhile_is_a_wrong_one(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let claim = async |checked| {
            committed(&database.db, async |work| {
                pass::claim(work, &origin(), checked, PassBrowser::Other).await
            })
            .await
        };

        let (_, old) = issue(&tools, ada.id, false).await;
        let checked = pass::check(&tools, "ada", old.secret().expose()).await.unwrap().unwrap();
        let (_, new) = issue(&tools, ada.id, false).await;
        assert_eq!(refused(claim(checked).await), PassRefusal::Wrong);
        accepted(redeem(&tools, "ada", new.secret().expose()).await);

        let checked = pass::check(&tools, "ada", new.secret().expose()).await.unwrap().unwrap();
        let deleted = committed(&database.db, async |work| {
            pass::delete(work, &origin(), &Actor::Machine, ada.id).await
        })
        .await;
        assert_eq!(deleted, Deleted::Deleted);
        assert_eq!(refused(claim(checked).await), PassRefusal::Wrong);
    }

    async fn replacing_or_deleting_a_pass_ends_the_sessions_that_stand_on_it(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        insert_session(&database.db, ada.id, None).await;

        let (pass, _) = issue(&tools, ada.id, false).await;
        insert_session(&database.db, ada.id, Some(pass.id)).await;
        let (pass, _) = issue(&tools, ada.id, false).await;
        assert_eq!(count(&database.db, "sessions").await, 1);

        insert_session(&database.db, ada.id, Some(pass.id)).await;
        committed(&database.db, async |work| {
            pass::delete(work, &origin(), &ada.actor(), ada.id).await
        })
        .await;
        assert_eq!(count(&database.db, "sessions").await, 1);
    }

    async fn issuing_at_once_leaves_one_pass(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;

        let issued = race(&tools, move |tools, _| async move { issue(&tools, ada.id, false).await }).await;

        let kept = pass::show(database.db.read(), ada.id).await.unwrap().unwrap();
        assert_eq!(issued.iter().filter(|(pass, _)| pass.id == kept.id).count(), 1);
        assert_eq!(count(&database.db, "passes").await, 1);
    }

    async fn the_policy_holds_at_redemption_too(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let (_, code) = issue(&tools, ada.id, false).await;

        let one_time_only = database.tools(strict(|policy| policy.pass.one_time_required = true));
        let disabled = database.tools(strict(|policy| policy.pass.enabled = false));
        for tools in [&one_time_only, &disabled] {
            let refusal = refused(redeem(tools, "ada", code.secret().expose()).await);
            assert_eq!(refusal, PassRefusal::BlockedByPolicy);
            assert_eq!(refused(redeem(tools, "ada", WRONG).await), PassRefusal::Wrong);
        }
        accepted(redeem(&tools, "ada", code.secret().expose()).await);
    }

    async fn a_disabled_person_is_told_so_only_with_the_right_pass(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let (_, code) = issue(&tools, ada.id, false).await;
        committed(&database.db, async |work| {
            manage::disable(work, &origin(), &Actor::Machine, ada.id).await
        })
        .await;

        assert_eq!(refused(redeem(&tools, "ada", WRONG).await), PassRefusal::Wrong);
        let refusal = refused(redeem(&tools, "ada", code.secret().expose()).await);
        assert_eq!(refusal, PassRefusal::AccountDisabled);
        let refusal = try_issue(&tools, &Actor::Machine, ada.id, IssueRequest::default()).await;
        assert_eq!(refusal, IssueRefusal::UserDisabled);
    }

    async fn a_pass_may_start_later_and_a_start_in_the_past_is_now(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let now = database.clock.now();
        let issue_at = async |starts_at| {
            let request = IssueRequest { starts_at: Some(starts_at), ..IssueRequest::default() };
            match pass::issue(&tools, &origin(), &Actor::Machine, ada.id, request).await.unwrap() {
                Issued::Issued { pass, code } => (pass, code),
                other => panic!("{other:?}"),
            }
        };

        let (pass, _) = issue_at(now.minus(HOUR)).await;
        assert_eq!((pass.starts_at, pass.ends_at), (now, now.plus(HOUR)));

        let (pass, code) = issue_at(now.plus(HOUR)).await;
        assert_eq!(pass.ends_at, now.plus(2 * HOUR));
        let refusal = refused(redeem(&tools, "ada", code.secret().expose()).await);
        assert_eq!(refusal, PassRefusal::NotYetValid { starts_at: now.plus(HOUR) });
        database.clock.advance(HOUR);
        accepted(redeem(&tools, "ada", code.secret().expose()).await);
    }

    async fn who_may_issue_and_delete_a_pass(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let root = somebody(&database.db, "root", &[Role::GlobalAdministrator]).await;
        let help = somebody(&database.db, "help", &[Role::AuthenticationAdministrator]).await;
        let reader = somebody(&database.db, "reader", &[Role::GlobalReader]).await;
        let ada = somebody(&database.db, "ada", &[]).await;
        let default = IssueRequest::default();

        for (by, user, denied) in [
            (&root, &root, Denied::Yourself),
            (&help, &help, Denied::Yourself),
            (&ada, &ada, Denied::Yourself),
            (&help, &root, Denied::Privileged),
            (&help, &reader, Denied::Privileged),
            (&reader, &ada, Denied::NoRole),
            (&ada, &root, Denied::NoRole),
        ] {
            let refusal = try_issue(&tools, &by.actor(), user.id, default.clone()).await;
            assert_eq!(refusal, IssueRefusal::NotAllowed(denied), "{} to {}", by.username, user.username);
        }
        assert_eq!(count(&database.db, "passes").await, 0);

        let issued = pass::issue(&tools, &origin(), &help.actor(), ada.id, default.clone()).await.unwrap();
        let Issued::Issued { pass, .. } = issued else { panic!("{issued:?}") };
        assert_eq!((pass.issued_by, pass.issuer_name.as_deref()), (Some(help.id), Some("help")));
        let delete = async |by: &User| {
            committed(&database.db, async |work| {
                pass::delete(work, &origin(), &by.actor(), ada.id).await
            })
            .await
        };
        assert_eq!(delete(&reader).await, Deleted::NotAllowed(Denied::NoRole));
        assert_eq!(delete(&ada).await, Deleted::Deleted);
        assert_eq!(delete(&ada).await, Deleted::NotFound);
        let unknown = try_issue(&tools, &root.actor(), UserId::fresh(), default).await;
        assert_eq!(unknown, IssueRefusal::UserNotFound);
    }

    async fn nothing_that_is_stored_tells_a_pass(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let (_, code) = issue(&tools, ada.id, false).await;
        redeem(&tools, code.secret().expose(), code.secret().expose()).await;
        redeem(&tools, "ada", code.secret().expose()).await;

        let records = audit::list(database.db.read(), &Filter::default(), 100).await.unwrap();
        let written = format!("{records:?}");
        for form in [code.secret().expose(), code.grouped().expose()] {
            assert!(!written.to_lowercase().contains(&form.to_lowercase()));
        }
    }

    async fn every_try_leaves_one_record_under_the_name_that_detection_rules_know(
        database: TestDatabase
    ) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let (_, code) = issue(&tools, ada.id, true).await;
        redeem(&tools, "ada", WRONG).await;
        redeem(&tools, "ada", code.secret().expose()).await;
        redeem(&tools, "ada", code.secret().expose()).await;
        redeem(&tools, "nobody", WRONG).await;

        let records = audit::list(database.db.read(), &Filter::default(), 100).await.unwrap();
        let told: Vec<_> = records
            .iter()
            .map(|it| (it.activity.as_str(), it.succeeded, it.target_name.as_deref(), it.reason.as_deref()))
            .collect();
        let issued = Some("Admin registered temporary access pass method for user");
        assert_eq!(
            told,
            [
                ("Sign-in", false, None, Some("Wrong pass")),
                ("Sign-in", false, Some("ada"), Some("One-time pass already used")),
                ("Sign-in", true, Some("ada"), None),
                ("Sign-in", false, Some("ada"), Some("Wrong pass")),
                ("Admin registered security info", true, Some("ada"), issued),
                ("Add user", true, Some("ada"), None),
            ]
        );
        assert_eq!(records[2].method.as_deref(), Some("Temporary Access Pass"));
    }
}

async fn set_password(tools: &Tools, user: &User) {
    let new = daypass::base::Secret::new("brackish umbrella tundra vow");
    let prepared = password::prepare(tools, user, &new).await.unwrap().unwrap();
    committed(&tools.db, async |work| {
        password::save(work, &origin(), &user.actor(), prepared).await
    })
    .await;
}
