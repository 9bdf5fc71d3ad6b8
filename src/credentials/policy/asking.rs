//! The registration campaign at work: asking people who can sign in to register something better.
//!
//! What is counted is being asked, not pressing "Skip for now": closing the page is skipping it, too.

use std::time::Duration;

use super::campaign::{CampaignPolicy, CampaignState};
use super::methods::MethodsPolicy;
use super::store;
use crate::base::{Fallible, UserId};
use crate::credentials::kinds::Kinds;
use crate::db::{ConnectionTrait, Work};

/// Whether somebody is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// They are not.
    No,
    /// They are, and may skip it.
    Skippable {
        /// How many more times after this.
        left: u32,
    },
    /// They are, and nothing else opens before.
    Required,
}

/// Whether the campaign is about somebody with these methods: they can sign in without a pass, and do
/// not have what it asks for.
pub(in crate::credentials) const fn concerns(policy: &MethodsPolicy, kinds: Kinds) -> bool {
    !matches!(policy.campaign.state, CampaignState::Off)
        && kinds.lasting(policy)
        && !kinds.has(policy.campaign.method.method())
}

/// Asks somebody who has just signed in, and counts it.
pub async fn ask(
    work: &Work,
    policy: &MethodsPolicy,
    user: UserId,
    kinds: Kinds,
) -> Fallible<Asked> {
    if !concerns(policy, kinds) {
        return Ok(Asked::No);
    }
    let campaign = &policy.campaign;
    let method = campaign.method.key();
    let before = store::offers(work.connection(), user, method).await?;
    let since = before.map(|(_, at)| work.now().since(at));
    let asked = decide(campaign, before.map_or(0, |(offers, _)| offers), since);
    if matches!(asked, Asked::Skippable { .. }) {
        store::count_offer(work, user, method).await?;
    }
    Ok(asked)
}

fn decide(campaign: &CampaignPolicy, offers: u32, since: Option<Duration>) -> Asked {
    let snooze = Duration::from_hours(24) * campaign.snooze_days;
    match campaign.state {
        CampaignState::Off => Asked::No,
        CampaignState::Required => Asked::Required,
        CampaignState::Skippable if since.is_some_and(|since| since < snooze) => Asked::No,
        CampaignState::Skippable => match campaign.skips.checked_sub(offers.saturating_add(1)) {
            Some(left) => Asked::Skippable { left },
            None => Asked::Required,
        },
    }
}

/// How somebody stands to the campaign while they are asked: for its page. Counts nothing.
pub async fn standing(
    connection: &impl ConnectionTrait,
    policy: &MethodsPolicy,
    user: UserId,
    kinds: Kinds,
) -> Fallible<Asked> {
    if !concerns(policy, kinds) {
        return Ok(Asked::No);
    }
    let campaign = &policy.campaign;
    if campaign.state == CampaignState::Required {
        return Ok(Asked::Required);
    }
    let offers = store::offers(connection, user, campaign.method.key()).await?;
    let left = campaign.skips.saturating_sub(offers.map_or(0, |(offers, _)| offers));
    Ok(Asked::Skippable { left })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_hours(24);

    fn campaign(state: CampaignState) -> CampaignPolicy {
        CampaignPolicy { state, skips: 2, snooze_days: 1, ..CampaignPolicy::default() }
    }

    #[test]
    fn people_skip_as_often_as_they_may_and_then_must() {
        let campaign = campaign(CampaignState::Skippable);
        assert_eq!(decide(&campaign, 0, None), Asked::Skippable { left: 1 });
        assert_eq!(decide(&campaign, 1, Some(DAY)), Asked::Skippable { left: 0 });
        assert_eq!(decide(&campaign, 2, Some(DAY)), Asked::Required);
        assert_eq!(decide(&campaign, u32::MAX, Some(DAY)), Asked::Required);
    }

    #[test]
    fn whoever_was_asked_a_short_while_ago_is_left_alone() {
        let mut campaign = campaign(CampaignState::Skippable);
        assert_eq!(decide(&campaign, 2, Some(Duration::from_secs(86_399))), Asked::No);
        campaign.snooze_days = 0;
        assert_eq!(decide(&campaign, 1, Some(Duration::ZERO)), Asked::Skippable { left: 0 });
        let required = self::campaign(CampaignState::Required);
        assert_eq!(decide(&required, 0, Some(Duration::ZERO)), Asked::Required);
        let off = self::campaign(CampaignState::Off);
        assert_eq!(decide(&off, 0, None), Asked::No);
    }

    #[test]
    fn a_campaign_is_about_who_can_sign_in_without_what_it_asks_for() {
        let mut policy = MethodsPolicy::default();
        policy.campaign.state = CampaignState::Required;
        let two_factors = Kinds { password: true, authenticator_app: true, ..Kinds::default() };
        assert!(concerns(&policy, two_factors));
        assert!(!concerns(&policy, Kinds { passkey: true, ..two_factors }));
        assert!(!concerns(&policy, Kinds { password: true, ..Kinds::default() }), "not yet set up");
    }
}
