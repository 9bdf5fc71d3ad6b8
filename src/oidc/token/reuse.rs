//! What is good once was used twice (RFC 6749 §10.5, RFC 9700 §4.14.2).

use crate::audit::{self, Category, Event, Origin, Person};
use crate::base::Fallible;
use crate::db::Work;
use crate::oidc::grants::{Standing, store};

/// Ends the grant with all its family, and leaves a record: one of two holders stole something.
pub(super) async fn end_family(
    work: &Work,
    origin: &Origin,
    standing: &Standing,
    what: &'static str,
) -> Fallible<()> {
    let grant = &standing.grant;
    store::end(work, grant.id).await?;
    let event = Event::new(Category::SignIn, "Sign-in")
        .on(Person::new(grant.user, standing.person.username.as_str()))
        .for_client(grant.client.clone())
        .with_reason(format!("{what} was used twice; everything that came of it was ended"))
        .as_failed();
    audit::record(work, origin, event).await
}
