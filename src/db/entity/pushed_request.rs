//! A pushed authorization request (RFC 9126).

use sea_orm::entity::prelude::*;

use crate::base::{ClientId, Digest, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pushed_requests")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) digest: Digest,
    pub(crate) client_id: ClientId,
    pub(crate) parameters: String,
    pub(crate) expires_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
