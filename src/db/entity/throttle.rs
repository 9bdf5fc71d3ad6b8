//! How often something was guessed wrong.

use sea_orm::entity::prelude::*;

use crate::base::{Digest, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "throttles")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) digest: Digest,
    pub(crate) failures: i64,
    pub(crate) blocked_until: Timestamp,
    pub(crate) forget_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
