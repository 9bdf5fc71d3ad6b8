//! A person who can sign in.

use sea_orm::entity::prelude::*;

use crate::base::{Subject, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: UserId,
    pub(crate) subject: Subject,
    pub(crate) username: String,
    pub(crate) username_folded: String,
    pub(crate) display_name: String,
    pub(crate) claims: String,
    pub(crate) enabled: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) sign_in_sessions_valid_from: Timestamp,
    pub(crate) webauthn_handle: Uuid,
    pub(crate) has_method: bool,
    pub(crate) generation: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
