//! How many clients registered themselves from an address within an hour.

use sea_orm::entity::prelude::*;

use crate::base::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registration_counts")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) address: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) hour: Timestamp,
    pub(crate) registrations: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
