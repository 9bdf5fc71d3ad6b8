//! An app that a sign-out concerns.

use sea_orm::entity::prelude::*;

use crate::base::{ClientId, SignOutId, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_out_apps")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) sign_out_id: SignOutId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) client_id: ClientId,
    pub(crate) name: String,
    pub(crate) tellable: bool,
    pub(crate) last_issued_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
