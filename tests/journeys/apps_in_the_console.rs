//! Administrators register apps, and say who may use them and how strongly people sign in to them.

use ::daypass::audit::{Actor, Origin};
use ::daypass::directory::{Role, groups, manage};
use ::daypass::jobs;
use ::daypass::oidc::clients::identify;
use ::daypass::oidc::{Call, Parameters};

use crate::browser::{Browser, Left, Page};
use crate::daypass::{CALLBACK, Daypass, on_each_database};
use crate::steps::{Person, onboard, onboard_with_two_factors};

async fn administrator(daypass: &Daypass, username: &str, role: Role) -> Person {
    let person = onboard(daypass, username).await;
    let work = daypass.app.db().begin().await.unwrap();
    manage::assign_role(&work, &host(), &Actor::Machine, person.user.id, role).await.unwrap();
    work.commit().await.unwrap();
    person
}

fn host() -> Origin {
    Origin::local("test")
}

/// Registers *Expenses*, a public app of the organisation's, and fills in more of the form.
async fn register(admin: &Browser, more: &[(&str, &str)]) -> Page {
    let form = admin.open("/admin/clients").await.click("#new").await.form_with("#save");
    let mut form = form
        .set("id", "expenses")
        .set("name", "Expenses")
        .set("kind", "browser")
        .set("redirect_uris", CALLBACK)
        .forge("skip_consent", "on");
    for (name, value) in more {
        form = form.forge(name, value);
    }
    form.submit().await
}

fn request() -> String {
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    format!(
        "/oauth2/authorize?response_type=code&client_id=expenses&scope=openid\
         &redirect_uri={CALLBACK}&code_challenge={challenge}&code_challenge_method=S256"
    )
}

async fn open_app(browser: &Browser) -> Left {
    browser.open_and_leave(request()).await
}

fn parameter(left: &Left, name: &str) -> Option<String> {
    left.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

#[tokio::test]
async fn a_global_administrator_registers_an_app_and_people_use_it() {
    on_each_database(async |daypass| {
        let boss = administrator(&daypass, "boss@contoso.example", Role::GlobalAdministrator).await;
        let ana = onboard(&daypass, "ana@contoso.example").await;

        let registered = register(&boss.browser, &[]).await;
        assert!(registered.text_of("main").contains("A public client"), "{registered:?}");
        let shown = registered.click("#continue").await;
        assert_eq!(shown.h1(), "Expenses");
        assert!(shown.text_of("#snippet-node").contains("client.discovery"), "{shown:?}");

        assert!(parameter(&open_app(&ana.browser).await, "code").is_some());
    })
    .await;
}

#[tokio::test]
async fn an_app_is_told_of_sign_outs_and_whoever_runs_it_sees_how_that_went() {
    on_each_database(async |daypass| {
        let boss = administrator(&daypass, "boss@contoso.example", Role::GlobalAdministrator).await;
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let field = "backchannel_logout_uri";
        for wrong in ["http://expenses.example/logout", "https://expenses.example/#x", "logout"] {
            assert!(register(&boss.browser, &[(field, wrong)]).await.error_of(field).is_some());
        }
        // Nothing listens there, and it may not be called.
        let address = "http://127.0.0.1:9/logout";
        let registered = register(&boss.browser, &[(field, address)]).await;
        let shown = registered.click("#continue").await;
        assert!(shown.text_of("main").contains(address), "{shown:?}");
        assert_eq!(shown.click("#edit").await.form_with("#save").value(field), address);

        assert!(parameter(&open_app(&ana.browser).await, "code").is_some());
        ana.browser.open("/my-sign-ins").await.form_with("#sign-out-everywhere").submit().await;
        jobs::run_due(&daypass.app).await.unwrap();

        let told = boss.browser.open("/admin/clients/expenses").await.text_of("#tellings");
        assert!(told.contains("Next try") && told.contains("may not be called"), "{told}");
        for command in [&["client", "show", "expenses"][..], &["telling", "list"]] {
            let said = String::from_utf8(daypass.command(command).stdout).unwrap();
            assert!(said.contains("backchannel:expenses signed_out.everywhere"), "{said}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_secret_is_shown_once_and_a_new_one_ends_the_old_one() {
    on_each_database(async |daypass| {
        let boss = administrator(&daypass, "boss@contoso.example", Role::GlobalAdministrator).await;

        let told = register(&boss.browser, &[("kind", "server"), ("secret_in_body", "on")]).await;
        let first = told.text_of("#client-secret");
        let shown = told.click("#continue").await;
        assert!(!shown.text_of("main").contains(&first));
        let asked = shown.click("#secret").await;
        let again = asked.form_with("#confirm").submit().await;
        let second = again.text_of("#client-secret");

        assert_ne!(first, second);
        assert!(!is_known_by(&daypass, &first).await);
        assert!(is_known_by(&daypass, &second).await);
    })
    .await;
}

/// Whether the app is known by this secret at a node that remembers nothing.
async fn is_known_by(daypass: &Daypass, secret: &str) -> bool {
    let node = daypass.open_again().await;
    let body = Parameters::parse(&format!("client_id=expenses&client_secret={secret}"));
    identify(node.provider(), &Call::default(), &body).await.unwrap().is_ok()
}

#[tokio::test]
async fn an_app_for_a_group_is_closed_to_everybody_else() {
    on_each_database(async |daypass| {
        let boss = administrator(&daypass, "boss@contoso.example", Role::GlobalAdministrator).await;
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let work = daypass.app.db().begin().await.unwrap();
        let created = groups::create(&work, &host(), &Actor::Machine, "Finance").await.unwrap();
        work.commit().await.unwrap();
        let groups::Created::Created(finance) = created else { panic!("{created:?}") };

        let refused = register(&boss.browser, &[("groups", "Finanse")]).await;
        assert_eq!(refused.error_of("groups").unwrap(), "There is no group “Finanse”.");
        assert_eq!(refused.form_with("#save").value("name"), "Expenses");
        refused.form_with("#save").set("groups", "finance").submit().await;

        let turned_away = open_app(&ana.browser).await;
        assert_eq!(parameter(&turned_away, "error").as_deref(), Some("access_denied"));
        let work = daypass.app.db().begin().await.unwrap();
        groups::add_member(&work, &host(), &Actor::Machine, finance.id, ana.user.id).await.unwrap();
        work.commit().await.unwrap();
        assert!(parameter(&open_app(&ana.browser).await, "code").is_some());
    })
    .await;
}

#[tokio::test]
async fn an_app_that_wants_a_passkey_takes_nothing_less() {
    on_each_database(async |daypass| {
        let boss = administrator(&daypass, "boss@contoso.example", Role::GlobalAdministrator).await;
        let by_passkey = onboard(&daypass, "ana@contoso.example").await;
        let by_password = onboard_with_two_factors(&daypass, "bo@contoso.example").await;
        register(&boss.browser, &[("minimum_acr", "phr"), ("refuse_passes", "on")]).await;

        let weak = by_password.browser.open(request()).await;
        assert_eq!(weak.h1(), "Sign in", "{weak:?}");
        // Set up in a session that a pass began: the passkey itself has to be used first.
        let fresh = by_passkey.browser.open(request()).await;
        assert_eq!(fresh.h1(), "Sign in with your passkey", "{fresh:?}");
        let left = by_passkey.device.answer(&fresh).await.leave().await;
        assert!(parameter(&left, "code").is_some());
    })
    .await;
}

#[tokio::test]
async fn who_may_not_change_apps_cannot_by_crafted_requests_either() {
    on_each_database(async |daypass| {
        let boss = administrator(&daypass, "boss@contoso.example", Role::GlobalAdministrator).await;
        let reader = administrator(&daypass, "reader@contoso.example", Role::GlobalReader).await;
        let desk =
            administrator(&daypass, "desk@contoso.example", Role::AuthenticationAdministrator)
                .await;
        let ana = onboard(&daypass, "ana@contoso.example").await;
        register(&boss.browser, &[]).await;

        let seen = reader.browser.open("/admin/clients/expenses").await;
        assert_eq!(seen.h1(), "Expenses");
        assert!(!seen.has("#edit"));
        for browser in [&desk.browser, &ana.browser] {
            assert_eq!(browser.open("/admin/clients").await.status, 403);
        }
        let acts: [(&str, &[(&str, &str)]); 4] = [
            ("state", &[("enabled", "false")]),
            ("delete", &[]),
            ("secret", &[]),
            (
                "edit",
                &[
                    ("name", "Mine"),
                    ("kind", "browser"),
                    ("redirect_uris", CALLBACK),
                    ("scope", "openid"),
                    ("algorithm", "RS256"),
                ],
            ),
        ];
        for browser in [&reader.browser, &desk.browser, &ana.browser] {
            for (act, fields) in acts {
                let answer = browser.post(&format!("/admin/clients/expenses/{act}"), fields).await;
                assert_eq!(answer.status, 403, "{act}: {answer:?}");
            }
        }
        assert!(parameter(&open_app(&ana.browser).await, "code").is_some());
    })
    .await;
}

#[tokio::test]
async fn apps_of_the_settings_file_are_changed_there() {
    on_each_database(async |daypass| {
        let boss = administrator(&daypass, "boss@contoso.example", Role::GlobalAdministrator).await;
        let shown = boss.browser.open("/admin/clients/payroll").await;
        assert!(!shown.has("#edit"), "{shown:?}");
        let answer = boss.browser.post("/admin/clients/payroll/delete", &[]).await;
        assert_eq!(answer.status, 404);
    })
    .await;
}

/// A public key that somebody has thrown away, and the beginning of its private part.
const JWKS: &str = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

#[tokio::test]
async fn an_app_with_its_own_keys_and_stricter_rules_is_registered_and_keeps_them() {
    on_each_database(async |daypass| {
        let boss = administrator(&daypass, "boss@contoso.example", Role::GlobalAdministrator).await;
        let strict = [
            ("kind", "keys"),
            ("fapi2", "on"),
            ("algorithm", "PS256"),
            ("jwks", JWKS),
            ("userinfo_algorithm", "ES256"),
            ("client_credentials", "on"),
            ("device_code", "on"),
            ("pairwise", "on"),
            ("resources", "https://api.contoso.example/\nurn:contoso:ledger"),
            ("policy_uri", "https://expenses.example/privacy"),
        ];
        let registered = register(&boss.browser, &strict).await;
        assert!(!registered.has("#client-secret"), "{registered:?}");
        let shown = registered.click("#continue").await;
        assert!(shown.text_of("main").contains("private_key_jwt"), "{shown:?}");
        assert!(!shown.body.contains("THE-SECRET-YOU-SAVED"), "{shown:?}");

        // What is saved as it is stays as it is.
        let before = daypass.command(&["client", "show", "expenses"]).stdout;
        let form = shown.click("#edit").await.form_with("#save");
        for (name, value) in strict {
            if name != "jwks" {
                assert_eq!(form.value(name), value, "{name}");
            }
        }
        assert!(form.value("jwks").contains("11qYAYKxCrf"));
        let saved = form.submit().await;
        assert!(saved.has("#notice"), "{saved:?}");
        let metadata = |stdout: Vec<u8>| {
            let text = String::from_utf8(stdout).unwrap();
            text.lines().filter(|line| !line.contains("updated")).collect::<Vec<_>>().join("\n")
        };
        let after = daypass.command(&["client", "show", "expenses"]).stdout;
        assert_eq!(metadata(before), metadata(after));
    })
    .await;
}

#[tokio::test]
async fn what_contradicts_itself_is_said_beside_its_field() {
    on_each_database(async |daypass| {
        let boss = administrator(&daypass, "boss@contoso.example", Role::GlobalAdministrator).await;
        let private = JWKS.replace("\"use\"", "\"d\":\"x\",\"use\"");
        let cases: [(&str, &[(&str, &str)]); 10] = [
            ("jwks", &[("kind", "keys")]),
            ("jwks", &[("kind", "keys"), ("jwks", "{}")]),
            ("jwks", &[("kind", "keys"), ("jwks", &private)]),
            ("jwks", &[("kind", "keys"), ("jwks", JWKS), ("jwks_uri", "https://rp.example/keys")]),
            ("jwks_uri", &[("kind", "keys"), ("jwks_uri", "http://rp.example/keys")]),
            ("client_credentials", &[("client_credentials", "on")]),
            ("fapi2", &[("fapi2", "on")]),
            ("fapi2", &[("fapi2", "on"), ("kind", "keys"), ("jwks", JWKS)]),
            ("resources", &[("resources", "not a resource")]),
            ("logo_uri", &[("logo_uri", "http://rp.example/logo.png")]),
        ];
        for (field, typed) in cases {
            let refused = register(&boss.browser, typed).await;
            assert!(refused.error_of(field).is_some(), "{field}: {refused:?}");
            assert!(refused.attribute("details", "open").is_some(), "{field}: {refused:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_app_that_acts_for_itself_needs_no_address_and_is_shown_how() {
    on_each_database(async |daypass| {
        let boss = administrator(&daypass, "boss@contoso.example", Role::GlobalAdministrator).await;
        let fields = [
            ("id", "nightly"),
            ("name", "Nightly"),
            ("kind", "server"),
            ("scope", "openid"),
            ("algorithm", "RS256"),
            ("client_credentials", "on"),
        ];
        let told = boss.browser.post("/admin/clients/new", &fields).await;
        assert!(told.has("#client-secret"), "{told:?}");
        let shown = told.click("#continue").await;
        assert!(!shown.has("#try"), "{shown:?}");
        assert!(
            shown.text_of("#snippet-itself").contains("grant_type=client_credentials"),
            "{shown:?}"
        );
        assert!(!shown.has("#snippet-node"), "{shown:?}");
    })
    .await;
}
