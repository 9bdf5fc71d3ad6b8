//! Where the chain over the audit log ends, and where what is kept of it begins.

use sea_orm::entity::prelude::*;

use crate::base::Digest;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_marks")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) name: String,
    pub(crate) sequence: i64,
    pub(crate) digest: Digest,
    pub(crate) seal: Digest,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
