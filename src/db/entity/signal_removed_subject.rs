//! Somebody whom a stream of shared signals says nothing about.

use sea_orm::entity::prelude::*;

use crate::base::{StreamId, Subject};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signal_removed_subjects")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) stream_id: StreamId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) subject: Subject,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
