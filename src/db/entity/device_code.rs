//! A device that waits for somebody to let it in; only digests of its codes.

use sea_orm::entity::prelude::*;

use crate::base::{ClientId, Digest, GrantId, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "device_codes")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) digest: Digest,
    pub(crate) user_code_digest: Digest,
    pub(crate) client_id: ClientId,
    pub(crate) scope: String,
    pub(crate) resources: Option<String>,
    pub(crate) ip_address: Option<String>,
    pub(crate) user_agent: Option<String>,
    pub(crate) requested_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) poll_interval: i64,
    pub(crate) polled_at: Option<Timestamp>,
    pub(crate) decided_at: Option<Timestamp>,
    pub(crate) decided_by: Option<UserId>,
    pub(crate) grant_id: Option<GrantId>,
    pub(crate) redeemed_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
