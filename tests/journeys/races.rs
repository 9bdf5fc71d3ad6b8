//! What works once works once, however many try at the same moment.

use crate::browser::{Form, Page};
use crate::daypass::on_each_database;
use crate::passkey_device::PasskeyDevice;
use crate::steps::{
    MINUTE, PASSWORD, Person, enter_password, enter_username, onboard, onboard_with_two_factors,
    sign_in_with_pass,
};

const RACERS: usize = 20;

#[tokio::test]
async fn a_one_time_pass_signs_in_exactly_once_however_many_browsers_try() {
    on_each_database(async |daypass| {
        let ana = daypass.add_user("ana@contoso.example").await;
        let pass = daypass.issue_one_time_pass(&ana).await;
        let mut forms = Vec::new();
        for _ in 0..RACERS {
            let page =
                enter_username(&daypass.browser().open("/").await, "ana@contoso.example").await;
            forms.push(page.form_with("#sign-in").set("pass", &pass));
        }

        let answers = at_once(forms).await;

        assert_eq!(signed_in(&answers), 1, "{answers:?}");
        let mut refused = answers.iter().filter_map(error_of_pass);
        assert!(refused.all(|error| error.starts_with("It was already used at 08:00")));
    })
    .await;
}

#[tokio::test]
async fn an_answer_of_a_passkey_signs_in_exactly_once_however_often_it_is_sent() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let answered = ana.device.answer(&daypass.browser().open("/").await).await;

        let answers = at_once(vec![answered; RACERS]).await;

        assert_eq!(signed_in(&answers), 1, "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn a_code_of_an_authenticator_app_signs_in_exactly_once_however_many_browsers_try() {
    on_each_database(async |daypass| {
        let ben = onboard_with_two_factors(&daypass, "ben@contoso.example").await;
        daypass.wait(MINUTE);
        let mut forms = Vec::new();
        for _ in 0..RACERS {
            let page = enter_password(&daypass.browser(), "ben@contoso.example", PASSWORD).await;
            forms.push(page.form_with("#sign-in").set("code", &ben.app.code()));
        }

        let answers = at_once(forms).await;

        assert_eq!(signed_in(&answers), 1, "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_signs_in_exactly_once_however_many_browsers_try() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let code = first_recovery_code(&ana).await;
        let mut forms = Vec::new();
        for _ in 0..RACERS {
            let page =
                enter_username(&daypass.browser().open("/").await, "ana@contoso.example").await;
            let asks_for_code = page.click("#other-way").await.click("#choose-recovery-code").await;
            forms.push(asks_for_code.form_with("#sign-in").set("code", &code));
        }

        let answers = at_once(forms).await;

        assert_eq!(signed_in(&answers), 1, "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn a_pass_that_many_guess_at_the_same_moment_survives_no_more_tries_than_one_after_another() {
    on_each_database(async |daypass| {
        let ana = daypass.add_user("ana@contoso.example").await;
        let pass = daypass.issue_pass(&ana).await;
        let page = enter_username(&daypass.browser().open("/").await, "ana@contoso.example").await;
        let wrong = page.form_with("#sign-in").set("pass", "2222-2222");

        let answers = at_once(vec![wrong; RACERS]).await;

        let still_guessing = answers
            .iter()
            .filter_map(error_of_pass)
            .filter(|error| error.starts_with("That pass isn't right"));
        assert_eq!(still_guessing.count(), 10);
        let refused = sign_in_with_pass(&daypass.browser(), "ana@contoso.example", &pass).await;
        assert!(refused.error_of("pass").unwrap().starts_with("Too many wrong tries"));
    })
    .await;
}

#[tokio::test]
async fn a_double_click_on_the_last_step_of_a_registration_registers_one_passkey() {
    on_each_database(async |daypass| {
        let ana = daypass.add_user("ana@contoso.example").await;
        let pass = daypass.issue_pass(&ana).await;
        let choosing = sign_in_with_pass(&daypass.browser(), "ana@contoso.example", &pass).await;
        let answered = PasskeyDevice::new().answer(&choosing.click("#choose-passkey").await).await;

        at_once(vec![answered; 2]).await;

        let methods =
            ::daypass::credentials::methods_of(daypass.app.db().read(), ana.id).await.unwrap();
        assert_eq!(methods.passkeys.len(), 1);
    })
    .await;
}

/// Sends every form at the same moment; the first answer to each.
async fn at_once(forms: Vec<Form>) -> Vec<Page> {
    let racers = tokio::task::LocalSet::new();
    let running: Vec<_> =
        forms.into_iter().map(|form| racers.spawn_local(form.submit_only())).collect();
    racers.await;
    let mut answers = Vec::new();
    for racer in running {
        answers.push(racer.await.unwrap());
    }
    answers
}

/// How many were sent on, which happens to who is signed in.
fn signed_in(answers: &[Page]) -> usize {
    answers.iter().filter(|page| page.status == 303).count()
}

/// Why an answer says that the pass was not accepted, if it says so.
fn error_of_pass(page: &Page) -> Option<String> {
    if page.status == 303 { None } else { page.error_of("pass") }
}

async fn first_recovery_code(person: &Person) -> String {
    let offered = person.browser.open("/security-info").await.click("#choose-recovery-codes").await;
    offered.form_with("#make").submit().await.texts_of("#codes li")[0].clone()
}
