//! A passkey.

use sea_orm::entity::prelude::*;

use crate::base::{PasskeyId, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkeys")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: PasskeyId,
    pub(crate) user_id: UserId,
    pub(crate) credential_id: Vec<u8>,
    pub(crate) credential: String,
    pub(crate) name: String,
    pub(crate) synced: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
