//! Which policy holds now, and what of it applies to whom.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::time::Instant;

use super::document::PolicyDocument;
use super::methods::MethodsPolicy;
use super::store;
use crate::base::{Fallible, Fault, GroupId, PolicyVersionId, UserId};
use crate::credentials::tools::Tools;
use crate::db::ConnectionTrait;

/// How old what is offered may be to whoever has proved nothing yet.
const OFFER_FRESH_FOR: Duration = Duration::from_secs(1);

/// What a node knows of the policy: the settings', and the newest version it has read.
///
/// Cheap to clone; clones share what they have read. Nothing is decided from here without asking the
/// database which version is the newest; only what is offered may be a second old.
#[derive(Clone, Debug)]
pub struct Policies(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: Arc<Known>,
    passkeys: bool,
    newest: RwLock<Arc<Known>>,
    /// What is offered, and since when that is known.
    offered: RwLock<Option<(Instant, Arc<MethodsPolicy>)>>,
}

/// A version of the policy with what is the same for most people worked out.
#[derive(Debug)]
struct Known {
    id: Option<PolicyVersionId>,
    version: i64,
    document: Arc<PolicyDocument>,
    /// What is on for anybody: what pages show before they know who it is.
    installation: Arc<MethodsPolicy>,
    /// What applies to whoever is in no group that is named.
    everybody: Arc<MethodsPolicy>,
    /// Every group that is named.
    named: BTreeSet<GroupId>,
}

impl Known {
    fn new(
        id: Option<PolicyVersionId>,
        version: i64,
        document: PolicyDocument,
        passkeys: bool,
    ) -> Self {
        let possible = |mut policy: MethodsPolicy| {
            policy.passkey.enabled &= passkeys;
            Arc::new(policy)
        };
        Self {
            id,
            version,
            installation: possible(document.methods.clone()),
            everybody: possible(document.effective(&[])),
            named: document.groups().map(|(_, group)| group).collect(),
            document: Arc::new(document),
        }
    }
}

impl Policies {
    /// Those of an installation whose settings say `methods`. `passkeys`: whether its address can be a
    /// WebAuthn relying party at all (WebAuthn §5.1.3: an IP address cannot).
    pub fn of_settings(methods: MethodsPolicy, passkeys: bool) -> Self {
        let settings = Arc::new(Known::new(None, 0, PolicyDocument::of(methods), passkeys));
        let newest = RwLock::new(Arc::clone(&settings));
        Self(Arc::new(Inner { settings, passkeys, newest, offered: RwLock::default() }))
    }

    /// The policy of the settings: what holds until one is saved.
    pub fn settings(&self) -> &PolicyDocument {
        &self.0.settings.document
    }

    /// What `id` says, from memory if it was read before.
    async fn known(
        &self,
        connection: &impl ConnectionTrait,
        id: Option<PolicyVersionId>,
    ) -> Fallible<Arc<Known>> {
        let Some(id) = id else { return Ok(Arc::clone(&self.0.settings)) };
        let read = Arc::clone(&self.0.newest.read().unwrap_or_else(PoisonError::into_inner));
        if read.id == Some(id) {
            return Ok(read);
        }
        let found = store::find_by_id(connection, id).await?;
        let found = found.ok_or_else(|| Fault::new("the newest version of the policy is gone"))?;
        let known = Arc::new(Known::new(Some(id), found.version, found.document, self.0.passkeys));
        // An id is never used twice, so whatever is kept here is what that id says.
        *self.0.newest.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&known);
        Ok(known)
    }

    fn offered(&self) -> Option<Arc<MethodsPolicy>> {
        let offered = self.0.offered.read().unwrap_or_else(PoisonError::into_inner);
        let (_, policy) = offered.as_ref().filter(|(at, _)| at.elapsed() < OFFER_FRESH_FOR)?;
        Some(Arc::clone(policy))
    }

    fn keep_offer(&self, offer: Option<(Instant, Arc<MethodsPolicy>)>) {
        *self.0.offered.write().unwrap_or_else(PoisonError::into_inner) = offer;
    }

    /// The policy is being changed here: what is offered next is asked for anew.
    pub(super) fn forget_offer(&self) {
        self.keep_offer(None);
    }

    fn applied(&self, known: &Known, groups: &[GroupId]) -> Arc<MethodsPolicy> {
        if !groups.iter().any(|group| known.named.contains(group)) {
            return Arc::clone(&known.everybody);
        }
        let mut policy = known.document.effective(groups);
        policy.passkey.enabled &= self.0.passkeys;
        Arc::new(policy)
    }

    /// What applies to a person, and what is on for anybody. One statement, whoever it is, unless the
    /// policy was changed since the last.
    pub(in crate::credentials) async fn of_person(
        &self,
        connection: &impl ConnectionTrait,
        user: UserId,
    ) -> Fallible<(Arc<MethodsPolicy>, Arc<MethodsPolicy>)> {
        let (newest, groups) = store::newest_and_groups(connection, user).await?;
        let known = self.known(connection, newest).await?;
        Ok((self.applied(&known, &groups), Arc::clone(&known.installation)))
    }
}

/// What applies to a person now: targets and overrides taken into account.
pub async fn policy_for(
    connection: &impl ConnectionTrait,
    tools: &Tools,
    user: UserId,
) -> Fallible<Arc<MethodsPolicy>> {
    Ok(tools.policies.of_person(connection, user).await?.0)
}

/// What applies to each of several people now: one statement for all.
pub async fn policies_for(
    connection: &impl ConnectionTrait,
    tools: &Tools,
    users: &[UserId],
) -> Fallible<BTreeMap<UserId, Arc<MethodsPolicy>>> {
    let policies = &tools.policies;
    let (newest, memberships) = store::newest_and_memberships(connection, users).await?;
    let known = policies.known(connection, newest).await?;
    let mut groups: BTreeMap<UserId, Vec<GroupId>> = BTreeMap::new();
    for (user, group) in memberships {
        groups.entry(user).or_default().push(group);
    }
    let of = |user: &UserId| groups.get(user).map_or(&[][..], Vec::as_slice);
    Ok(users.iter().map(|user| (*user, policies.applied(&known, of(user)))).collect())
}

/// What is on for anybody now: for pages that must not depend on whose username was typed.
pub async fn installation_policy(
    connection: &impl ConnectionTrait,
    tools: &Tools,
) -> Fallible<Arc<MethodsPolicy>> {
    let newest = store::newest(connection).await?;
    Ok(Arc::clone(&tools.policies.known(connection, newest).await?.installation))
}

/// What pages offer to a visitor who has proved nothing: what was on for anybody within the last second.
///
/// It decides nothing, so that a flood of visitors costs one question a second.
pub async fn offered_policy(
    connection: &impl ConnectionTrait,
    tools: &Tools,
) -> Fallible<Arc<MethodsPolicy>> {
    if let Some(policy) = tools.policies.offered() {
        return Ok(policy);
    }
    // The age counts from before the read: what is read may already be changing.
    let asked_at = Instant::now();
    let policy = installation_policy(connection, tools).await?;
    tools.policies.keep_offer(Some((asked_at, Arc::clone(&policy))));
    Ok(policy)
}

/// The policy that holds.
#[derive(Clone, Debug)]
pub struct CurrentPolicy {
    /// Its number; 0 are the settings.
    pub version: i64,
    /// What it says.
    pub document: Arc<PolicyDocument>,
    /// Whether passkeys are possible at this installation's address.
    pub passkeys: bool,
}

/// The whole policy that holds now.
pub async fn current_policy(
    connection: &impl ConnectionTrait,
    tools: &Tools,
) -> Fallible<CurrentPolicy> {
    let newest = store::newest(connection).await?;
    let known = tools.policies.known(connection, newest).await?;
    Ok(CurrentPolicy {
        version: known.version,
        document: Arc::clone(&known.document),
        passkeys: tools.policies.0.passkeys,
    })
}
