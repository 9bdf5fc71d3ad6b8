//! A Temporary Access Pass; only its argon2id hash.

use sea_orm::entity::prelude::*;

use crate::base::{PassId, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passes")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: PassId,
    pub(crate) user_id: UserId,
    pub(crate) hash: String,
    pub(crate) created_at: Timestamp,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
    pub(crate) one_time: bool,
    pub(crate) uses: i64,
    pub(crate) last_used_at: Option<Timestamp>,
    pub(crate) failed_attempts: i64,
    pub(crate) issued_by: Option<UserId>,
    pub(crate) issuer_name: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) ticket: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
