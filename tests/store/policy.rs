//! The policy: versions one after another, in force at the next sign-in on every node, for whom it is
//! meant.

use std::time::Duration;

use daypass::audit::{self, Actor, Category, Filter, Origin};
use daypass::base::{GroupId, UserId};
use daypass::credentials::pass::{
    self, IssueRefusal, IssueRequest, Issued, PassRefusal, Usability,
};
use daypass::credentials::policy::{
    Asked, CampaignState, Fence, Include, PassOverride, PolicyDocument, PolicySaved, Reason,
    SaveRequest, ask_to_register, current_policy, explain, save, saved_versions,
};
use daypass::credentials::{
    Kinds, MethodsPolicy, Policies, Tools, hold, installation_policy, policy_for,
};
use daypass::db::{Database, SqliteSync};
use daypass::directory::authority::Denied;
use daypass::directory::groups::{self, Created};
use daypass::directory::{Role, User};

use crate::cast::{
    RACERS, WRONG, accepted, committed, issue, origin, race, redeem, refused, somebody,
};
use crate::on_both_databases;
use crate::support::TestDatabase;

async fn group(db: &Database, name: &str, members: &[&User]) -> GroupId {
    committed(db, async |work| {
        let created = groups::create(work, &origin(), &Actor::Machine, name).await?;
        let Created::Created(group) = created else { panic!("{created:?}") };
        for member in members {
            groups::add_member(work, &origin(), &Actor::Machine, group.id, member.id).await?;
        }
        Ok(group.id)
    })
    .await
}

/// Saves a change of the policy that holds, by somebody.
async fn save_by(
    tools: &Tools,
    by: &Actor,
    change: impl FnOnce(&mut PolicyDocument),
) -> PolicySaved {
    let current = current_policy(tools.db.read(), tools).await.unwrap();
    let mut document = PolicyDocument::clone(&current.document);
    change(&mut document);
    let request = SaveRequest { base: current.version, document, note: "a test".to_owned() };
    committed(&tools.db, async |work| save(work, tools, &origin(), by, request).await).await
}

async fn change(tools: &Tools, change: impl FnOnce(&mut PolicyDocument)) -> i64 {
    match save_by(tools, &Actor::Machine, change).await {
        PolicySaved::Saved(version) => version,
        other => panic!("not saved: {other:?}"),
    }
}

/// Another node of the same installation.
async fn another_node(database: &TestDatabase, tools: &Tools) -> Tools {
    let mut node = tools.clone();
    node.db =
        Database::open(&database.url, SqliteSync::Normal, database.clock.clone()).await.unwrap();
    node.policies = Policies::of_settings(tools.policies.settings().methods.clone(), true);
    node
}

async fn redeem_at(tools: &Tools, code: &str, address: Option<&str>) -> pass::Claimed {
    let checked = pass::check(tools, "ada", code).await.unwrap().unwrap();
    let origin = Origin { ip_address: address.map(|it| it.parse().unwrap()), ..origin() };
    committed(&tools.db, async |work| {
        let held = hold(work, tools, checked.user()).await?;
        pass::claim(work, &origin, &held, checked, pass::PassBrowser::Other).await
    })
    .await
}

on_both_databases! {
    async fn managing_groups_changes_the_policy_for_nobody(database: TestDatabase) {
        use daypass::directory::groups::Changed;

        let tools = database.tools(MethodsPolicy::default());
        let users = somebody(&database.db, "users", &[Role::UserAdministrator]).await;
        let policy = somebody(&database.db, "policy", &[Role::AuthenticationPolicyAdministrator]).await;
        let both = [Role::UserAdministrator, Role::AuthenticationPolicyAdministrator];
        let both = somebody(&database.db, "both", &both).await;
        let ada = somebody(&database.db, "ada", &[]).await;
        let [lenient, excluded, plain] = [
            group(&database.db, "Lenient", &[]).await,
            group(&database.db, "Excluded", &[&ada]).await,
            group(&database.db, "Plain", &[]).await,
        ];
        change(&tools, |policy| {
            policy.overrides.push(PassOverride { max_wrong_tries: Some(50), ..PassOverride::of(lenient) });
            policy.targets.password.exclude.insert(excluded);
        })
        .await;
        let add = async |by: &User, group| {
            committed(&database.db, async |work| {
                groups::add_member(work, &origin(), &by.actor(), group, ada.id).await
            })
            .await
        };
        let named = Changed::NotAllowed(Denied::PolicyGroup);

        assert_eq!(add(&users, lenient).await, named);
        let by = users.actor();
        let (removed, deleted) = committed(&database.db, async |work| {
            let removed = groups::remove_member(work, &origin(), &by, excluded, ada.id).await?;
            Ok((removed, groups::delete(work, &origin(), &by, excluded).await?))
        })
        .await;
        assert_eq!((removed, deleted), (named, named));
        // Nor does naming a group in the policy give it to who may do that.
        assert_eq!(add(&policy, lenient).await, Changed::NotAllowed(Denied::NoRole));
        assert_eq!(add(&both, lenient).await, Changed::Changed);
        assert_eq!(add(&users, plain).await, Changed::Changed);
        // What the policy does not name any more is a group like any other.
        change(&tools, |policy| policy.targets.password.exclude.clear()).await;
        assert_eq!(add(&users, excluded).await, Changed::Unchanged);
    }

    async fn until_one_is_saved_the_settings_hold_and_then_the_database_does(
        database: TestDatabase
    ) {
        let mut settings = MethodsPolicy::default();
        settings.pass.length = 10;
        let tools = database.tools(settings);
        let ada = somebody(&database.db, "ada", &[]).await;
        assert_eq!(current_policy(database.db.read(), &tools).await.unwrap().version, 0);
        assert_eq!(policy_for(database.db.read(), &tools, ada.id).await.unwrap().pass.length, 10);

        assert_eq!(change(&tools, |policy| policy.methods.pass.length = 12).await, 1);
        assert_eq!(change(&tools, |policy| policy.methods.pass.length = 14).await, 2);
        let other_settings = database.tools(MethodsPolicy::default());
        for node in [&tools, &other_settings] {
            assert_eq!(policy_for(database.db.read(), node, ada.id).await.unwrap().pass.length, 14);
            let nobody = policy_for(database.db.read(), node, UserId::fresh()).await.unwrap();
            assert_eq!(nobody.pass.length, 14);
        }
        let versions = saved_versions(database.db.read(), None, 10).await.unwrap();
        let numbers: Vec<_> = versions.iter().map(|it| (it.version, it.note.as_str())).collect();
        assert_eq!(numbers, [(2, "a test"), (1, "a test")]);
        let older = saved_versions(database.db.read(), Some(2), 10).await.unwrap();
        assert_eq!(older.len(), 1);
    }

    async fn a_change_made_on_an_older_version_is_refused_with_what_changed(
        database: TestDatabase
    ) {
        let tools = database.tools(MethodsPolicy::default());
        change(&tools, |policy| policy.methods.pass.length = 12).await;
        let request = SaveRequest {
            base: 0,
            document: PolicyDocument::default(),
            note: String::new(),
        };
        let stale = committed(&database.db, async |work| {
            save(work, &tools, &origin(), &Actor::Machine, request.clone()).await
        })
        .await;
        let PolicySaved::Stale { current: 1, changes } = stale else { panic!("{stale:?}") };
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].to_string(), "pass.length: 8 → 12");
        assert_eq!(save_by(&tools, &Actor::Machine, |_| ()).await, PolicySaved::Unchanged);
    }

    async fn of_many_who_save_at_once_one_does_and_the_others_are_told(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let outcomes = race(&tools, |tools, number| async move {
            let mut document = PolicyDocument::default();
            document.methods.pass.length = 9 + number;
            let request = SaveRequest { base: 0, document, note: String::new() };
            committed(&tools.db, async |work| {
                save(work, &tools, &origin(), &Actor::Machine, request).await
            })
            .await
        })
        .await;
        let saved = outcomes.iter().filter(|it| **it == PolicySaved::Saved(1)).count();
        let stale = outcomes.iter().filter(|it| matches!(it, PolicySaved::Stale { current: 1, .. }));
        assert_eq!((saved, stale.count()), (1, RACERS - 1));
        let versions = saved_versions(database.db.read(), None, 50).await.unwrap();
        assert_eq!(versions.len(), 1);
    }

    async fn who_may_change_it_and_what_the_record_says(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        for (name, role) in [
            ("reader", Role::GlobalReader),
            ("issuer", Role::AuthenticationAdministrator),
            ("clerk", Role::UserAdministrator),
        ] {
            let by = somebody(&database.db, name, &[role]).await.actor();
            let refused = save_by(&tools, &by, |policy| policy.methods.pass.length = 12).await;
            assert_eq!(refused, PolicySaved::NotAllowed(Denied::NoRole), "{name}");
        }
        let role = Role::AuthenticationPolicyAdministrator;
        let pat = somebody(&database.db, "pat", &[role]).await;
        let saved = save_by(&tools, &pat.actor(), |policy| policy.methods.pass.length = 12).await;
        assert_eq!(saved, PolicySaved::Saved(1));

        let filter = Filter { category: Some(Category::Policy), ..Filter::default() };
        let records = audit::list(database.db.read(), &filter, 10).await.unwrap();
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].activity, "Authentication Methods Policy Update");
        assert_eq!(records[0].actor_name.as_deref(), Some("pat"));
        assert_eq!(records[0].reason.as_deref(), Some("Version 1. pass.length: 8 → 12"));
        let version = &saved_versions(database.db.read(), None, 1).await.unwrap()[0];
        assert_eq!((version.by_id, version.by_name.as_deref()), (Some(pat.id), Some("pat")));
    }

    async fn what_is_impossible_is_refused_and_names_its_field(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let unknown = GroupId::fresh();
        let field = async |change: &dyn Fn(&mut PolicyDocument)| {
            match save_by(&tools, &Actor::Machine, |policy| change(policy)).await {
                PolicySaved::Invalid(invalid) => invalid.field.into_owned(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(
            field(&|policy| policy.methods.pass.maximum_lifetime_minutes = 30).await,
            "methods.pass.maximum_lifetime_minutes"
        );
        assert_eq!(
            field(&|policy| {
                policy.targets.password.exclude.insert(unknown);
            })
            .await,
            "targets.password.exclude"
        );
        assert_eq!(
            field(&|policy| {
                let its = PassOverride { length: Some(9), ..PassOverride::of(unknown) };
                policy.overrides.push(its);
            })
            .await,
            "overrides[0].group"
        );
        assert_eq!(current_policy(database.db.read(), &tools).await.unwrap().version, 0);
    }

    async fn a_group_that_was_deleted_does_not_stand_in_the_way_of_the_next_change(
        database: TestDatabase
    ) {
        let tools = database.tools(MethodsPolicy::default());
        let staff = group(&database.db, "Staff", &[]).await;
        change(&tools, |policy| {
            policy.targets.password.include = Include::Groups([staff].into());
            policy.overrides.push(PassOverride { length: Some(9), ..PassOverride::of(staff) });
        })
        .await;
        committed(&database.db, async |work| {
            groups::delete(work, &origin(), &Actor::Machine, staff).await
        })
        .await;
        change(&tools, |policy| policy.methods.pass.length = 12).await;
        let now = current_policy(database.db.read(), &tools).await.unwrap().document;
        assert!(now.overrides.is_empty());
        assert!(!now.methods.password.enabled, "what was for nobody else is for nobody");
    }

    async fn targets_and_overrides_decide_what_somebody_gets_and_why(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let bob = somebody(&database.db, "bob", &[]).await;
        let site = group(&database.db, "Site", &[&ada]).await;
        let guests = group(&database.db, "Guests", &[&ada]).await;
        change(&tools, |policy| {
            policy.targets.password.exclude.insert(guests);
            policy.targets.recovery_codes.include = Include::Groups([site].into());
            policy.overrides = vec![
                PassOverride { one_time_required: Some(true), ..PassOverride::of(site) },
                PassOverride { length: Some(20), ..PassOverride::of(guests) },
            ];
        })
        .await;

        let of = async |user: &User| policy_for(database.db.read(), &tools, user.id).await.unwrap();
        let (adas, bobs) = (of(&ada).await, of(&bob).await);
        assert!(!adas.password.enabled && adas.recovery_codes.enabled);
        assert!(bobs.password.enabled && !bobs.recovery_codes.enabled);
        assert!(adas.pass.one_time_required && adas.pass.length == 8, "the first alone");
        assert!(!bobs.pass.one_time_required);
        let anybody = installation_policy(database.db.read(), &tools).await.unwrap();
        assert!(anybody.password.enabled && anybody.recovery_codes.enabled);

        for user in [&ada, &bob] {
            let explained = explain(database.db.read(), &tools, user.id).await.unwrap();
            assert_eq!(explained.policy, *of(user).await, "what is explained is what holds");
        }
        let explained = explain(database.db.read(), &tools, ada.id).await.unwrap();
        assert_eq!(explained.methods[3].2, Reason::Excluded(guests));
        assert_eq!(explained.methods[4].2, Reason::Included(site));
        let one_time = explained.pass.iter().find(|it| it.0 == "one_time_required").unwrap();
        assert_eq!(one_time.2, Reason::Override { group: site, place: 1 });
        assert_eq!(explained.pass[0].2, Reason::Policy);

        committed(&database.db, async |work| {
            groups::remove_member(work, &origin(), &Actor::Machine, guests, ada.id).await
        })
        .await;
        assert!(of(&ada).await.password.enabled, "at once");
    }

    async fn a_change_bites_passes_that_are_out_already_on_every_node(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let other = another_node(&database, &tools).await;
        let ada = somebody(&database.db, "ada", &[]).await;
        let guests = group(&database.db, "Guests", &[&ada]).await;
        let (_, code) = issue(&tools, ada.id, false).await;
        let code = code.secret().expose().to_owned();
        for node in [&tools, &other] {
            accepted(redeem(node, "ada", &code).await);
        }
        let everywhere = async |expected: Option<PassRefusal>| {
            for node in [&tools, &other] {
                match (redeem(node, "ada", &code).await, expected) {
                    (pass::Claimed::Accepted(_), None) => {}
                    (pass::Claimed::Refused(refusal), Some(expected)) => {
                        assert_eq!(refusal, expected);
                    }
                    (claimed, _) => panic!("{claimed:?} instead of {expected:?}"),
                }
            }
        };

        change(&tools, |policy| policy.methods.pass.one_time_required = true).await;
        everywhere(Some(PassRefusal::BlockedByPolicy)).await;
        let policy = policy_for(database.db.read(), &other, ada.id).await.unwrap();
        let shown = pass::show(database.db.read(), ada.id).await.unwrap().unwrap();
        let now = database.clock.now();
        assert_eq!(shown.usability(&policy.pass, now), Usability::DisabledByPolicy);

        change(&other, |policy| policy.methods.pass.one_time_required = false).await;
        everywhere(None).await;
        change(&tools, |policy| policy.methods.pass.enabled = false).await;
        everywhere(Some(PassRefusal::BlockedByPolicy)).await;
        change(&tools, |policy| {
            policy.methods.pass.enabled = true;
            policy.targets.pass.exclude.insert(guests);
        })
        .await;
        everywhere(Some(PassRefusal::BlockedByPolicy)).await;
        change(&tools, |policy| {
            policy.targets.pass.exclude.clear();
            let its = PassOverride { one_time_required: Some(true), ..PassOverride::of(guests) };
            policy.overrides.push(its);
        })
        .await;
        everywhere(Some(PassRefusal::BlockedByPolicy)).await;

        // A lower maximum is for passes that are issued from now on.
        change(&tools, |policy| {
            policy.overrides.clear();
            policy.methods.pass.minimum_lifetime_minutes = 10;
            policy.methods.pass.default_lifetime_minutes = 10;
            policy.methods.pass.maximum_lifetime_minutes = 10;
        })
        .await;
        database.clock.advance(Duration::from_mins(50));
        everywhere(None).await;
    }

    async fn issuing_goes_by_what_the_person_gets(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let bob = somebody(&database.db, "bob", &[]).await;
        let site = group(&database.db, "Site", &[&ada]).await;
        change(&tools, |policy| {
            policy.overrides.push(PassOverride {
                maximum_lifetime_minutes: Some(60),
                length: Some(16),
                ..PassOverride::of(site)
            });
            policy.targets.pass.include = Include::Groups([site].into());
        })
        .await;
        let (_, code) = issue(&tools, ada.id, false).await;
        assert_eq!(code.secret().expose().len(), 16);
        let refusal = async |user: UserId, hours| {
            let lifetime = Some(Duration::from_hours(hours));
            let request = IssueRequest { lifetime, ..IssueRequest::default() };
            match pass::issue(&tools, &origin(), &Actor::Machine, user, request).await.unwrap() {
                Issued::Refused(refusal) => refusal,
                other => panic!("{other:?}"),
            }
        };
        let hour = Duration::from_hours(1);
        assert_eq!(
            refusal(ada.id, 2).await,
            IssueRefusal::LifetimeOutOfRange { min: hour, max: hour }
        );
        assert_eq!(refusal(bob.id, 1).await, IssueRefusal::DisabledByPolicy);
    }

    async fn a_pass_is_redeemed_from_its_networks_alone_and_only_the_right_one_is_told_so(
        database: TestDatabase
    ) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let (_, code) = issue(&tools, ada.id, true).await;
        let code = code.secret().expose();
        change(&tools, |policy| {
            policy.methods.pass.allowed_networks = vec!["10.1.0.0/16".parse().unwrap()];
        })
        .await;

        for outside in [Some("203.0.113.7"), Some("2001:db8::1"), None] {
            let claimed = redeem_at(&tools, code, outside).await;
            assert_eq!(refused(claimed), PassRefusal::OutsideNetworks, "{outside:?}");
            let wrong = redeem_at(&tools, WRONG, outside).await;
            assert_eq!(refused(wrong), PassRefusal::Wrong, "{outside:?}");
        }
        accepted(redeem_at(&tools, code, Some("::ffff:10.1.2.3")).await);
        let again = refused(redeem_at(&tools, code, Some("10.1.2.3")).await);
        assert!(matches!(again, PassRefusal::AlreadyUsed { .. }), "{again:?}");
    }

    async fn wrong_tries_of_one_group_do_not_tell_its_people_from_others(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let site = group(&database.db, "Site", &[&ada]).await;
        change(&tools, |policy| {
            let its = PassOverride { max_wrong_tries: Some(2), ..PassOverride::of(site) };
            policy.overrides.push(its);
        })
        .await;
        let (_, code) = issue(&tools, ada.id, false).await;
        for _ in 0..2 {
            assert_eq!(refused(redeem(&tools, "ada", WRONG).await), PassRefusal::Wrong);
        }
        // Its pass is dead; the words are those that a username of nobody gets.
        for number in 3..=12 {
            let expected = if number <= 10 { PassRefusal::Wrong } else { PassRefusal::TooManyTries };
            let right = refused(redeem(&tools, "ada", code.secret().expose()).await);
            assert_eq!(right, expected, "{number}");
        }
        for number in 1..=12 {
            let expected = if number <= 10 { PassRefusal::Wrong } else { PassRefusal::TooManyTries };
            assert_eq!(refused(redeem(&tools, "nobody", WRONG).await), expected, "{number}");
        }
    }

    async fn somebody_is_asked_as_often_as_the_campaign_says(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        change(&tools, |policy| {
            policy.methods.campaign.state = CampaignState::Skippable;
            policy.methods.campaign.skips = 2;
            policy.methods.pass.fence = Fence::Never;
        })
        .await;
        let kinds = Kinds { password: true, authenticator_app: true, ..Kinds::default() };
        let ask = async || {
            let policy = policy_for(database.db.read(), &tools, ada.id).await.unwrap();
            committed(&database.db, async |work| {
                ask_to_register(work, &policy, ada.id, kinds).await
            })
            .await
        };
        assert_eq!(ask().await, Asked::Skippable { left: 1 });
        assert_eq!(ask().await, Asked::No, "not again on the same day");
        database.clock.advance(Duration::from_hours(24));
        assert_eq!(ask().await, Asked::Skippable { left: 0 });
        database.clock.advance(Duration::from_hours(24));
        assert_eq!(ask().await, Asked::Required);
        change(&tools, |policy| policy.methods.campaign.state = CampaignState::Off).await;
        assert_eq!(ask().await, Asked::No);
    }
}
