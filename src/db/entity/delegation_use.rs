//! How many passes an issuer made by a delegation on its last day.

use sea_orm::entity::prelude::*;

use crate::base::{DelegationId, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delegation_uses")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) delegation_id: DelegationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) issuer_id: UserId,
    pub(crate) day: i64,
    pub(crate) issued: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
