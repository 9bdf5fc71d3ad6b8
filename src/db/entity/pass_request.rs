//! A pass that somebody wants to issue and somebody else has to approve.

use sea_orm::entity::prelude::*;

use crate::base::{RequestId, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pass_requests")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: RequestId,
    pub(crate) user_id: UserId,
    pub(crate) requested_by: UserId,
    pub(crate) requester_name: String,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) starts_at: Option<Timestamp>,
    pub(crate) lifetime_millis: i64,
    pub(crate) one_time: bool,
    pub(crate) reason: Option<String>,
    pub(crate) ticket: Option<String>,
    pub(crate) state: String,
    pub(crate) decided_by: Option<UserId>,
    pub(crate) decider_name: Option<String>,
    pub(crate) decided_at: Option<Timestamp>,
    pub(crate) note: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
