//! An authenticator app (TOTP).

use sea_orm::entity::prelude::*;

use crate::base::{Timestamp, TotpId, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authenticator_apps")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: TotpId,
    pub(crate) user_id: UserId,
    pub(crate) name: String,
    pub(crate) sealed_secret: Vec<u8>,
    pub(crate) last_step: i64,
    pub(crate) created_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
