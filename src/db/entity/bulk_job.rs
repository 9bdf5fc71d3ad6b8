//! Many people and passes at once.

use sea_orm::entity::prelude::*;

use crate::base::{BulkJobId, Digest, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bulk_jobs")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: BulkJobId,
    pub(crate) created_at: Timestamp,
    pub(crate) created_by: UserId,
    pub(crate) file_name: String,
    pub(crate) digest: Digest,
    pub(crate) options: String,
    pub(crate) state: String,
    pub(crate) row_count: i64,
    pub(crate) key_digest: Option<Digest>,
    pub(crate) worked_until: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
