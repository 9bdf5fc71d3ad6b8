//! A version of the authentication methods policy.

use sea_orm::entity::prelude::*;

use crate::base::{PolicyVersionId, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "policy_versions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) version: i64,
    pub(crate) id: PolicyVersionId,
    pub(crate) document: String,
    pub(crate) at: Timestamp,
    pub(crate) by_id: Option<UserId>,
    pub(crate) by_name: Option<String>,
    pub(crate) note: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
