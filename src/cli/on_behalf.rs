//! `--on-behalf-of NAME`: a command that may no more than this person may.

use clap::Args;

use super::{Failure, person};
use crate::app::App;
use crate::audit::Actor;
use crate::base::UserId;
use crate::directory::authority::{self, Action, Denied, Task};

/// In whose name a command acts.
#[derive(Debug, Args)]
pub(super) struct OnBehalf {
    /// Act as this user: with their authority, and in the audit log under their name. Without it, as
    /// the host, which may do everything.
    #[arg(long, value_name = "NAME", global = true)]
    on_behalf_of: Option<String>,
}

impl OnBehalf {
    /// Who acts. Whoever may not sign in does nothing by others' hands either.
    pub(super) async fn actor(&self, app: &App) -> Result<Actor, Failure> {
        let Some(name) = &self.on_behalf_of else { return Ok(Actor::Machine) };
        let actor = person::find(app, name).await?;
        if !actor.enabled {
            return Err(Failure::Refused(format!("{} is disabled", actor.username)));
        }
        Ok(actor.actor())
    }

    /// Refuses who may not see this person's methods.
    pub(super) async fn may_see(&self, app: &App, user: UserId) -> Result<(), Failure> {
        let by = self.actor(app).await?;
        let permitted = authority::permit(app.db().read(), &by, Action::ViewMethods, user).await?;
        permitted.map_err(not_allowed)
    }

    /// Refuses who may not do this to the installation.
    pub(super) async fn may(&self, app: &App, task: Task) -> Result<(), Failure> {
        let by = self.actor(app).await?;
        authority::permit_task(app.db().read(), &by, task).await?.map_err(not_allowed)
    }
}

/// The refusal of a command that its caller may not give.
pub(super) fn not_allowed(denied: Denied) -> Failure {
    Failure::Refused(format!("not allowed: {denied}"))
}
