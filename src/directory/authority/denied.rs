//! Why somebody may not.

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Nobody does this to themselves.
    #[error("nobody does this for themselves")]
    Yourself,
    /// The caller's roles do not allow it for anybody.
    #[error("none of the roles allows this")]
    NoRole,
    /// The caller's roles allow it, but not on people with an administrator role.
    #[error("the person holds an administrator role")]
    Privileged,
    /// The caller's delegation allows it, but not on people who issue by a delegation themselves.
    #[error("the person issues passes by a delegation themselves")]
    Issuer,
    /// The caller's delegation is for people who never signed in.
    #[error("the person has signed in before, and the delegation is for newcomers")]
    NotANewcomer,
    /// The group's members may issue passes: who is one decides only who may give that power.
    #[error(
        "members of this group may issue passes; changing them needs a role that assigns such power"
    )]
    PowerfulGroup,
    /// The policy treats the group's members in a way of their own: who is one decides how they sign in.
    #[error("the policy names this group; changing it needs a role that changes the policy, too")]
    PolicyGroup,
    /// The caller issues passes for the group's members, and cannot choose who they are.
    #[error("who issues passes for a group does not choose its members")]
    OwnPeople,
}
