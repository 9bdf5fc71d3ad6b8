//! A browser session.

use sea_orm::entity::prelude::*;

use crate::base::{Digest, PassId, SessionId, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: SessionId,
    pub(crate) key_digest: Digest,
    pub(crate) user_id: UserId,
    pub(crate) amr: String,
    pub(crate) acr: String,
    pub(crate) authenticated_at: Timestamp,
    pub(crate) started_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
    pub(crate) ends_at: Timestamp,
    pub(crate) pass_id: Option<PassId>,
    pub(crate) registration_owed: bool,
    pub(crate) ip_address: Option<String>,
    pub(crate) user_agent: Option<String>,
    pub(crate) generation: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
