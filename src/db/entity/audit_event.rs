//! What happened, to whom, by whom.

use sea_orm::entity::prelude::*;

use crate::base::{ClientId, Digest, EventId, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: EventId,
    pub(crate) at: Timestamp,
    pub(crate) category: String,
    pub(crate) activity: String,
    pub(crate) result: String,
    pub(crate) reason: Option<String>,
    pub(crate) actor_id: Option<UserId>,
    pub(crate) actor_name: Option<String>,
    pub(crate) target_id: Option<UserId>,
    pub(crate) target_name: Option<String>,
    pub(crate) client_id: Option<ClientId>,
    pub(crate) method: Option<String>,
    pub(crate) ip_address: Option<String>,
    pub(crate) user_agent: Option<String>,
    pub(crate) correlation_id: Option<String>,
    pub(crate) details: Option<String>,
    pub(crate) sequence: Option<i64>,
    pub(crate) digest: Option<Digest>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
