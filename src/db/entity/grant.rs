//! One authorization of one client: the family of all its tokens.

use sea_orm::ExprTrait as _;
use sea_orm::entity::prelude::*;

use crate::base::{ClientId, GrantId, PassId, SessionId, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "grants")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: GrantId,
    pub(crate) user_id: UserId,
    pub(crate) client_id: ClientId,
    pub(crate) scope: String,
    pub(crate) claims: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) amr: String,
    pub(crate) acr: String,
    pub(crate) authenticated_at: Timestamp,
    pub(crate) granted_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
    pub(crate) sid: SessionId,
    pub(crate) session_id: Option<SessionId>,
    pub(crate) pass_id: Option<PassId>,
    pub(crate) resources: Option<String>,
    pub(crate) generation: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// That a grant came from a session. Said as the indexes have it: one has the grants that end with their
/// session, another those that live on.
pub(crate) fn came_from(session: impl Into<Value> + Clone) -> Expr {
    let ends_with_it = Column::SessionId.eq(session.clone().into());
    let lives_on = Column::SessionId.is_null().and(Column::Sid.eq(session.into()));
    ends_with_it.or(lives_on)
}
