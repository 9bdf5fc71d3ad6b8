//! One line of a bulk job.

use sea_orm::entity::prelude::*;

use crate::base::{BulkJobId, PassId, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bulk_rows")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) job_id: BulkJobId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) number: i64,
    pub(crate) username: String,
    pub(crate) entry: Option<String>,
    pub(crate) fate: String,
    pub(crate) problem: Option<String>,
    pub(crate) outcome: Option<String>,
    pub(crate) user_id: Option<UserId>,
    pub(crate) pass_id: Option<PassId>,
    pub(crate) code_length: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
