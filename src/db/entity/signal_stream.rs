//! A stream of shared signals.

use sea_orm::entity::prelude::*;

use crate::base::{ClientId, StreamId, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signal_streams")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: StreamId,
    pub(crate) client_id: ClientId,
    pub(crate) status: String,
    pub(crate) reason: Option<String>,
    pub(crate) endpoint_url: Option<String>,
    pub(crate) sealed_authorization: Option<Vec<u8>>,
    pub(crate) events_requested: String,
    pub(crate) description: Option<String>,
    pub(crate) verified_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
