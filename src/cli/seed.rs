//! `daypass seed`: people who do not exist, to see how the lists behave with very many. For development.

use clap::Args;

use super::{Failure, Outcome, say, with_app};
use crate::administration::seed;
use crate::app::App;
use crate::directory::{Page, list_users};
use crate::settings::Settings;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// How many people.
    #[arg(long, value_name = "NUMBER")]
    users: u64,
    /// Even where other people are, or where the issuer is served over https.
    #[arg(long)]
    yes: bool,
}

pub(super) async fn run(arguments: Arguments, settings: Settings) -> Outcome {
    let served = settings.issuer.scheme() == "https";
    with_app(settings, async |app| seed_users(app, &arguments, served).await).await
}

async fn seed_users(app: &App, arguments: &Arguments, served: bool) -> Outcome {
    // The first administrator is in every database.
    let inhabited = list_users(app.db().read(), &Page::first(2)).await?.len() > 1;
    if (served || inhabited) && !arguments.yes {
        return Err(Failure::Refused(
            "this looks like an installation that is used; people who do not exist would be mixed \
             with those who do. Say --yes if that is what you want"
                .to_owned(),
        ));
    }
    seed::people(app.tools(), arguments.users).await?;
    say(&format!("Added {} people who do not exist.", arguments.users))
}
