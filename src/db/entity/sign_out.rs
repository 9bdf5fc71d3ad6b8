//! That somebody was signed out: of what, by whom, and whether those who have to know are being told.

use sea_orm::entity::prelude::*;

use crate::base::{ClientId, SessionId, SignOutId, Subject, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_outs")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: SignOutId,
    pub(crate) user_id: UserId,
    pub(crate) subject: Subject,
    pub(crate) sid: Option<SessionId>,
    pub(crate) generation: Option<i64>,
    pub(crate) client_id: Option<ClientId>,
    pub(crate) sids: Option<String>,
    pub(crate) whole: bool,
    pub(crate) at: Timestamp,
    pub(crate) fanned_out_at: Option<Timestamp>,
    pub(crate) by_id: Option<UserId>,
    pub(crate) by_name: Option<String>,
    pub(crate) case_id: Option<String>,
    pub(crate) sessions_ended: Option<i64>,
    pub(crate) last_issued_at: Option<Timestamp>,
    pub(crate) cleared_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
