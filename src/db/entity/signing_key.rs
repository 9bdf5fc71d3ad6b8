//! A signing key; its private part sealed.

use sea_orm::entity::prelude::*;

use crate::base::{SigningKeyId, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_keys")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: SigningKeyId,
    pub(crate) algorithm: String,
    pub(crate) sealed_private_key: Vec<u8>,
    pub(crate) public_jwk: String,
    pub(crate) created_at: Timestamp,
    pub(crate) active_from: Timestamp,
    pub(crate) retired_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
