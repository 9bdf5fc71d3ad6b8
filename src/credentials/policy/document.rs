//! The whole policy as it is kept: what everybody gets, who is targeted, and what groups get instead.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::campaign::CampaignState;
use super::invalid::InvalidPolicy;
use super::methods::MethodsPolicy;
use super::overrides::PassOverride;
use super::target::Targets;
use crate::base::GroupId;

/// More groups than these have a policy that nobody understands any more.
const MOST_OVERRIDES: usize = 100;

/// The authentication methods policy of an installation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PolicyDocument {
    /// What applies to everybody who is targeted.
    pub methods: MethodsPolicy,
    /// Whom each method is for.
    pub targets: Targets,
    /// What groups get instead, for passes; the first one that names a group of the person counts.
    pub overrides: Vec<PassOverride>,
}

impl PolicyDocument {
    /// A policy that is the same for everybody.
    pub fn of(methods: MethodsPolicy) -> Self {
        Self { methods, ..Self::default() }
    }

    /// Names the first field that leaves its bounds or makes the whole impossible.
    ///
    /// Whether its groups exist is asked when it is saved.
    pub fn validate(&self) -> Result<(), InvalidPolicy> {
        self.methods.validate().map_err(|error| error.under("methods"))?;
        for (name, target) in self.targets.named() {
            target.validate().map_err(|error| error.under(&format!("targets.{name}")))?;
        }
        if self.overrides.len() > MOST_OVERRIDES {
            let problem = format!("are more than {MOST_OVERRIDES}");
            return Err(InvalidPolicy::new("overrides", problem));
        }
        for (number, its) in self.overrides.iter().enumerate() {
            let field = format!("overrides[{number}]");
            if self.overrides.iter().take(number).any(|other| other.group == its.group) {
                let problem = "has an override above already, which would always come first";
                return Err(InvalidPolicy::new("group", problem).under(&field));
            }
            its.validate(&self.methods).map_err(|error| error.under(&field))?;
        }
        Ok(())
    }

    /// Every group that is named, and by which field.
    pub(super) fn groups(&self) -> impl Iterator<Item = (String, GroupId)> {
        let targets = self.targets.named().into_iter().flat_map(|(name, target)| {
            let named = move |list: &str, group| (format!("targets.{name}.{list}"), group);
            let excluded = target.exclude.iter().map(move |group| named("exclude", *group));
            target.included().map(move |group| named("include", group)).chain(excluded)
        });
        let overrides = self.overrides.iter().enumerate();
        targets
            .chain(overrides.map(|(number, its)| (format!("overrides[{number}].group"), its.group)))
    }

    /// Forgets groups that are not there any more. What was for nobody else is switched off.
    pub(super) fn forget_groups(&mut self, gone: &BTreeSet<GroupId>) {
        self.overrides.retain(|its| !gone.contains(&its.group));
        let (targets, methods) = (&mut self.targets, &mut self.methods);
        let switches = [
            (&mut targets.pass, &mut methods.pass.enabled),
            (&mut targets.passkey, &mut methods.passkey.enabled),
            (&mut targets.authenticator_app, &mut methods.authenticator_app.enabled),
            (&mut targets.password, &mut methods.password.enabled),
            (&mut targets.recovery_codes, &mut methods.recovery_codes.enabled),
        ];
        for (target, enabled) in switches {
            *enabled &= target.forget(gone);
        }
        if !targets.campaign.forget(gone) {
            methods.campaign.state = CampaignState::Off;
        }
    }

    /// The override that counts for somebody in these groups, and its place from 0.
    pub fn override_for(&self, groups: &[GroupId]) -> Option<(usize, &PassOverride)> {
        self.overrides.iter().enumerate().find(|(_, its)| groups.contains(&its.group))
    }

    /// What applies to somebody in these groups.
    pub fn effective(&self, groups: &[GroupId]) -> MethodsPolicy {
        let mut policy = self.methods.clone();
        if let Some((_, its)) = self.override_for(groups) {
            its.apply(&mut policy.pass);
        }
        let targets = &self.targets;
        policy.pass.enabled &= targets.pass.aim(groups).hits();
        policy.passkey.enabled &= targets.passkey.aim(groups).hits();
        policy.authenticator_app.enabled &= targets.authenticator_app.aim(groups).hits();
        policy.password.enabled &= targets.password.aim(groups).hits();
        policy.recovery_codes.enabled &= targets.recovery_codes.aim(groups).hits();
        // Nobody is asked for what they may not have.
        if !targets.campaign.aim(groups).hits() || !policy.allows(policy.campaign.method.method()) {
            policy.campaign.state = CampaignState::Off;
        }
        policy
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::method::Method;
    use crate::credentials::policy::{CampaignMethod, Fence, Include};

    fn only(groups: &[GroupId]) -> Include {
        Include::Groups(groups.iter().copied().collect())
    }

    #[test]
    fn each_target_switches_its_own_method_off_and_nothing_else() {
        let guests = GroupId::fresh();
        for method in [
            Method::Pass,
            Method::Passkey,
            Method::AuthenticatorApp,
            Method::Password,
            Method::RecoveryCode,
        ] {
            let mut document = PolicyDocument::default();
            document.targets.of_mut(method).exclude.insert(guests);
            for other in [Method::Pass, Method::Passkey, Method::Password] {
                assert!(document.effective(&[]).allows(other));
                assert_eq!(document.effective(&[guests]).allows(other), other != method);
            }
            assert!(!document.effective(&[guests]).allows(method), "{method:?}");
        }
    }

    #[test]
    fn the_first_override_that_matches_counts_alone() {
        let [contractors, site] = [GroupId::fresh(), GroupId::fresh()];
        let document = PolicyDocument {
            overrides: vec![
                PassOverride {
                    one_time_required: Some(true),
                    fence: Some(Fence::Always),
                    ..PassOverride::of(contractors)
                },
                PassOverride {
                    maximum_lifetime_minutes: Some(60),
                    length: Some(12),
                    allowed_networks: Some(vec!["10.0.0.0/8".parse().unwrap()]),
                    ..PassOverride::of(site)
                },
            ],
            ..PolicyDocument::default()
        };
        assert_eq!(document.validate(), Ok(()));
        let both = document.effective(&[site, contractors]).pass;
        assert!(both.one_time_required);
        assert_eq!((both.fence, both.length), (Fence::Always, 8));
        assert!(both.allowed_networks.is_empty(), "the second says nothing to them");
        let one = document.effective(&[site]).pass;
        assert_eq!((one.length, one.maximum_lifetime_minutes), (12, 60));
        assert_eq!(one.fence, Fence::FirstSignIn);
        assert_eq!(document.effective(&[]), document.methods);
    }

    #[test]
    fn nobody_is_asked_to_register_what_they_may_not_have() {
        let guests = GroupId::fresh();
        let mut document = PolicyDocument::default();
        document.methods.campaign.state = CampaignState::Required;
        document.methods.campaign.method = CampaignMethod::Passkey;
        document.targets.passkey.exclude.insert(guests);
        assert_eq!(document.effective(&[]).campaign.state, CampaignState::Required);
        assert_eq!(document.effective(&[guests]).campaign.state, CampaignState::Off);
    }

    #[test]
    fn what_is_wrong_is_named_wherever_it_is() {
        let [staff, guests] = [GroupId::fresh(), GroupId::fresh()];
        let field = |change: &dyn Fn(&mut PolicyDocument)| {
            let mut document = PolicyDocument::default();
            change(&mut document);
            document.validate().unwrap_err().field.into_owned()
        };
        let with = |its: PassOverride| move |p: &mut PolicyDocument| p.overrides.push(its.clone());
        assert_eq!(field(&|p| p.methods.pass.length = 7), "methods.pass.length");
        assert_eq!(field(&|p| p.targets.pass.include = only(&[])), "targets.pass.include");
        assert_eq!(
            field(&|p| {
                p.targets.password.include = only(&[staff, guests]);
                p.targets.password.exclude.insert(guests);
            }),
            "targets.password.exclude"
        );
        assert_eq!(
            field(&|p| {
                p.targets.campaign.include = only(&[staff]);
                p.targets.campaign.exclude.insert(staff);
            }),
            "targets.campaign.exclude"
        );
        assert_eq!(field(&with(PassOverride::of(staff))), "overrides[0].group");
        let short = PassOverride { maximum_lifetime_minutes: Some(30), ..PassOverride::of(staff) };
        assert_eq!(field(&with(short)), "overrides[0].maximum_lifetime_minutes");
        let long = PassOverride { default_lifetime_minutes: Some(481), ..PassOverride::of(staff) };
        assert_eq!(field(&with(long)), "overrides[0].default_lifetime_minutes");
        let strict = PassOverride { one_time_required: Some(true), ..PassOverride::of(staff) };
        assert_eq!(
            field(&|p| p.overrides = vec![strict.clone(), strict.clone()]),
            "overrides[1].group"
        );
        let fenced = PassOverride { fence: Some(Fence::Always), ..PassOverride::of(staff) };
        assert_eq!(
            field(&|p| {
                p.methods.passkey.enabled = false;
                p.methods.password.enabled = false;
                p.methods.pass.fence = Fence::Never;
                p.overrides = vec![fenced.clone()];
            }),
            "overrides[0].fence"
        );
    }

    #[test]
    fn a_group_that_has_gone_leaves_a_method_for_nobody_and_not_for_everybody() {
        let gone = GroupId::fresh();
        let mut document = PolicyDocument::default();
        document.targets.password.include = only(&[gone]);
        document.overrides.push(PassOverride { length: Some(9), ..PassOverride::of(gone) });
        document.targets.passkey.include = only(&[gone, GroupId::fresh()]);
        document.forget_groups(&[gone].into());
        assert!(!document.effective(&[]).password.enabled);
        assert_eq!(document.targets.passkey.included().count(), 1);
        assert_eq!(document.validate(), Ok(()));
        assert!(document.overrides.is_empty());
    }

    #[test]
    fn a_document_reads_back_as_it_was_written_and_unknown_fields_are_refused() {
        let mut document = PolicyDocument::default();
        document.targets.pass.include = only(&[GroupId::fresh()]);
        document.overrides.push(PassOverride {
            allowed_networks: Some(Vec::new()),
            ..PassOverride::of(GroupId::fresh())
        });
        let text = serde_json::to_string(&document).unwrap();
        assert_eq!(serde_json::from_str::<PolicyDocument>(&text).unwrap(), document);
        for wrong in [
            r#"{"method":{}}"#,
            r#"{"targets":{"pass":{"include":"some"}}}"#,
            r#"{"methods":{"pass":{"allowed_networks":["office"]}}}"#,
            r#"{"methods":{"pass":{"fence":"sometimes"}}}"#,
        ] {
            assert!(serde_json::from_str::<PolicyDocument>(wrong).is_err(), "{wrong}");
        }
    }
}
