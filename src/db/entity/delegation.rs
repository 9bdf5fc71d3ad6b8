//! Whose members may issue passes for whose.

use sea_orm::entity::prelude::*;

use crate::base::{DelegationId, GroupId, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delegations")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: DelegationId,
    pub(crate) issuers_id: GroupId,
    pub(crate) people_id: GroupId,
    pub(crate) daily_quota: i64,
    pub(crate) recovery: bool,
    pub(crate) created_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
