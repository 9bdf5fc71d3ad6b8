//! What was ever given out for one person, and whether it should still be worth anything: the model.

use daypass::app::App;
use daypass::base::Secret;
use daypass::sessions::{Session, Started};

use crate::client::{Client, Tokens, resumes, userinfo};

/// A session of the person's.
#[derive(Debug)]
pub(crate) struct HeldSession {
    pub(crate) session: Session,
    pub(crate) key: Secret,
    pub(crate) alive: bool,
}

impl HeldSession {
    /// Whether it stands on a pass.
    pub(crate) const fn is_by_pass(&self) -> bool {
        self.session.pass.is_some()
    }
}

/// One authorization of one client, with all that came of it.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) client: Client,
    /// Which session it came from, by its place in [`Hands::sessions`].
    pub(crate) session: usize,
    /// Whether it outlives that session.
    pub(crate) offline: bool,
    /// Whether it stands on a pass.
    pub(crate) by_pass: bool,
    pub(crate) alive: bool,
    pub(crate) code: String,
    pub(crate) redeemed: bool,
    pub(crate) access: Vec<String>,
    /// Refresh tokens in the order in which they followed each other.
    pub(crate) refresh: Vec<String>,
}

/// What ends something.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ending {
    Everything,
    /// The pass, and what stands on it.
    Pass,
    Session(usize),
    App(Client),
    Family(usize),
}

/// Everything that was given out and is still known of.
#[derive(Debug, Default)]
pub(crate) struct Hands {
    pub(crate) sessions: Vec<HeldSession>,
    pub(crate) families: Vec<Family>,
}

impl HeldSession {
    pub(crate) fn of(started: Started) -> Self {
        Self { session: started.session, key: started.key, alive: true }
    }
}

impl Family {
    pub(crate) fn keep(&mut self, tokens: Tokens) {
        self.access.push(tokens.access);
        if self.refresh.last() != Some(&tokens.refresh) {
            self.refresh.push(tokens.refresh);
        }
    }
}

impl Hands {
    /// What ends by it, as the specification has it.
    pub(crate) fn end(&mut self, ending: Ending) {
        for (at, session) in self.sessions.iter_mut().enumerate() {
            session.alive &= match ending {
                Ending::Everything => false,
                Ending::Pass => !session.is_by_pass(),
                Ending::Session(ended) => at != ended,
                Ending::App(_) | Ending::Family(_) => true,
            };
        }
        for (at, family) in self.families.iter_mut().enumerate() {
            family.alive &= match ending {
                Ending::Everything => false,
                Ending::Pass => !family.by_pass,
                // OIDC Core §11: what was granted offline lives on.
                Ending::Session(ended) => family.session != ended || family.offline,
                Ending::App(client) => family.client != client,
                Ending::Family(ended) => at != ended,
            };
        }
    }

    /// Tries everything everywhere: what is alive is worth something, what is dead nothing. Nothing that is
    /// alive is used up by it. Answers what was found to be otherwise.
    pub(crate) async fn wrong(&self, any_node: &mut impl FnMut() -> App) -> Option<String> {
        for (at, held) in self.sessions.iter().enumerate() {
            if resumes(&any_node(), &held.key).await != held.alive {
                return Some(format!("cookie of session {at}, alive: {}", held.alive));
            }
            // Resumed a moment ago by a request that is still under way.
            if !held.alive && Client::ALL[0].code(&any_node(), &held.session, true).await.is_some()
            {
                return Some(format!("a code by session {at}, which had ended"));
            }
        }
        for (at, family) in self.families.iter().enumerate() {
            if let Some(what) = family.wrong(any_node).await {
                return Some(format!("{what} of family {at}, alive: {}", family.alive));
            }
        }
        None
    }

    /// Forgets what is dead but for the few that `keep` chooses; they stay in the others' way.
    pub(crate) fn forget(&mut self, mut keep: impl FnMut() -> bool) {
        self.families.retain(|family| family.alive || keep());
        let mut places = Vec::new();
        let mut kept = 0;
        for (at, held) in self.sessions.iter().enumerate() {
            let stays = held.alive || self.families.iter().any(|family| family.session == at);
            places.push(stays.then_some(kept));
            kept += usize::from(stays);
        }
        let mut place = places.iter();
        self.sessions.retain(|_| place.next().is_some_and(Option::is_some));
        for family in &mut self.families {
            family.session = places[family.session].unwrap();
        }
    }
}

impl Family {
    async fn wrong(&self, any_node: &mut impl FnMut() -> App) -> Option<&'static str> {
        for token in &self.access {
            if userinfo(&any_node(), token).await != self.alive {
                return Some("userinfo by an access token");
            }
            if self.client.introspect(&any_node(), token).await != self.alive {
                return Some("introspection of an access token");
            }
        }
        if let Some(latest) = self.refresh.last()
            && self.client.introspect(&any_node(), latest).await != self.alive
        {
            return Some("introspection of a refresh token");
        }
        if self.alive {
            return None;
        }
        for token in &self.refresh {
            if self.client.refresh(&any_node(), token).await.is_some() {
                return Some("a refresh token");
            }
        }
        if self.client.exchange(&any_node(), &self.code).await.is_some() {
            return Some("a code");
        }
        None
    }
}
