//! What is to be told to whom: the outbox.

use sea_orm::entity::prelude::*;

use crate::base::{DeliveryId, EventId, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deliveries")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: DeliveryId,
    pub(crate) lane: String,
    pub(crate) destination: String,
    pub(crate) topic: String,
    pub(crate) event_id: EventId,
    pub(crate) payload: String,
    pub(crate) created_at: Timestamp,
    pub(crate) attempts: i64,
    pub(crate) next_attempt_at: Option<Timestamp>,
    pub(crate) delivered_at: Option<Timestamp>,
    pub(crate) given_up_at: Option<Timestamp>,
    pub(crate) last_error: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
