//! `daypass user set-password`: a password for somebody whom the host answers for.
//!
//! As `pass issue` it gives whoever runs it a way in as somebody else, and unlike a pass it does not
//! end by itself. So it belongs to the host alone, in nobody's name; the policy holds; what the old
//! password opened is over; the audit log has it and the person is told.

use std::path::Path;

use super::on_behalf::{OnBehalf, not_allowed};
use super::{Failure, Outcome, input, person, say};
use crate::app::App;
use crate::audit::{Actor, Origin};
use crate::base::Secret;
use crate::credentials::password::{self, Prepared, Saved, SetRefusal};
use crate::credentials::policy_for;
use crate::directory::User;
use crate::sessions;

/// Sets the password of this user to what the file holds.
pub(super) async fn set(app: &App, on_behalf: &OnBehalf, name: &str, file: &Path) -> Outcome {
    if on_behalf.actor(app).await? != Actor::Machine {
        return Err(Failure::Refused(
            "not allowed: only the host sets others' passwords; with a pass they choose their own"
                .to_owned(),
        ));
    }
    let user = person::find(app, name).await?;
    let new = Secret::new(input::read(file)?.trim_end_matches(['\r', '\n']));
    let prepared = password::prepare(app.tools(), &user, &new).await?;
    save(app, &user, prepared.map_err(|why| Failure::Refused(why_not(&why)))?).await?;
    let policy = policy_for(app.db().read(), app.tools(), user.id).await?;
    let more = if policy.password.second_factor_required {
        " By itself it signs nobody in: the policy wants a second factor."
    } else {
        ""
    };
    say(&format!(
        "The password of {} is set, and they are signed out everywhere.{more}",
        user.username
    ))
}

async fn save(app: &App, user: &User, prepared: Prepared) -> Outcome {
    let (by, origin) = (Actor::Machine, Origin::local("user set-password"));
    let work = app.db().begin().await?;
    sessions::end_all(&work, &origin, by.clone(), user).await?;
    match password::save(&work, &origin, &by, prepared).await? {
        Saved::Saved(_) => Ok(work.commit().await?),
        Saved::NotTheFirst | Saved::UserNotFound => {
            Err(Failure::Refused("there is no such user any more".to_owned()))
        }
        Saved::NotAllowed(denied) => Err(not_allowed(denied)),
    }
}

fn why_not(refusal: &SetRefusal) -> String {
    match refusal {
        SetRefusal::Weak(weak) => weak.to_string(),
        SetRefusal::DisabledByPolicy => "the policy has no passwords".to_owned(),
        SetRefusal::NotTheFirst => "there is one already".to_owned(),
        SetRefusal::Busy => "too much at once: try again shortly".to_owned(),
    }
}
