//! A recovery code; only its digest.

use sea_orm::entity::prelude::*;

use crate::base::{Digest, RecoveryCodeId, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_codes")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: RecoveryCodeId,
    pub(crate) user_id: UserId,
    pub(crate) digest: Digest,
    pub(crate) created_at: Timestamp,
    pub(crate) used_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
