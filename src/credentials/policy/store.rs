//! The tables of the policy's versions and of who was asked to register what.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use sea_orm::{QueryOrder as _, QuerySelect as _, TryInsertResult};

use super::document::PolicyDocument;
use crate::base::{Fallible, GroupId, PolicyVersionId, Timestamp, UserId};
use crate::db::Work;
use crate::db::entity::{campaign_offer, group_member, policy_version};

/// A version of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyVersion {
    /// Its number, from 1; 0 are the settings.
    pub version: i64,
    /// What it says.
    pub document: PolicyDocument,
    /// Since when.
    pub at: Timestamp,
    /// Who saved it, unless the command line did.
    pub by_id: Option<UserId>,
    /// What they were called then.
    pub by_name: Option<String>,
    /// What they noted. May be empty.
    pub note: String,
}

/// Which version is the newest, and which groups somebody is in: one statement, whoever it is.
pub(super) async fn newest_and_groups(
    connection: &impl ConnectionTrait,
    user: UserId,
) -> Fallible<(Option<PolicyVersionId>, Vec<GroupId>)> {
    let (newest, memberships) = newest_and_memberships(connection, &[user]).await?;
    Ok((newest, memberships.into_iter().map(|(_, group)| group).collect()))
}

/// Which version is the newest, and who of several people is in which groups: one statement.
pub(super) async fn newest_and_memberships(
    connection: &impl ConnectionTrait,
    users: &[UserId],
) -> Fallible<(Option<PolicyVersionId>, Vec<(UserId, GroupId)>)> {
    let groups = Query::select()
        .column(group_member::Column::UserId)
        .column(group_member::Column::GroupId)
        .from(group_member::Entity)
        .and_where(group_member::Column::UserId.is_in(users.iter().copied()))
        .to_owned();
    let query = newest_id().union(UnionType::All, groups).to_owned();
    let (mut newest, mut memberships) = (None, Vec::new());
    for row in connection.query_all(&query).await? {
        match row.try_get::<Option<UserId>>("", "user_id")? {
            None => newest = Some(row.try_get("", "id")?),
            Some(user) => memberships.push((user, row.try_get("", "id")?)),
        }
    }
    Ok((newest, memberships))
}

/// Which version is the newest.
pub(super) async fn newest(connection: &impl ConnectionTrait) -> Fallible<Option<PolicyVersionId>> {
    let row = connection.query_one(&newest_id()).await?;
    Ok(row.map(|row| row.try_get("", "id")).transpose()?)
}

/// Nothing and the newest version's id; no row while there is none. Looked up in the key.
fn newest_id() -> SelectStatement {
    let newest = Query::select()
        .expr(policy_version::Column::Version.max())
        .from(policy_version::Entity)
        .to_owned();
    Query::select()
        .expr_as(Expr::val(None::<uuid::Uuid>), "user_id")
        .column(policy_version::Column::Id)
        .from(policy_version::Entity)
        .and_where(policy_version::Column::Version.in_subquery(newest))
        .to_owned()
}

pub(super) async fn find_by_id(
    connection: &impl ConnectionTrait,
    id: PolicyVersionId,
) -> Fallible<Option<PolicyVersion>> {
    let row = policy_version::Entity::find()
        .filter(policy_version::Column::Id.eq(id))
        .one(connection)
        .await?;
    row.map(PolicyVersion::try_from).transpose()
}

pub(super) async fn find(
    connection: &impl ConnectionTrait,
    version: i64,
) -> Fallible<Option<PolicyVersion>> {
    let row = policy_version::Entity::find_by_id(version).one(connection).await?;
    row.map(PolicyVersion::try_from).transpose()
}

/// The newest versions below `before`, the newest first.
pub(super) async fn list(
    connection: &impl ConnectionTrait,
    before: Option<i64>,
    limit: u64,
) -> Fallible<Vec<PolicyVersion>> {
    let mut query = policy_version::Entity::find();
    if let Some(before) = before {
        query = query.filter(policy_version::Column::Version.lt(before));
    }
    let rows =
        query.order_by_desc(policy_version::Column::Version).limit(limit).all(connection).await?;
    rows.into_iter().map(PolicyVersion::try_from).collect()
}

/// Inserts a version; answers whether nobody else was there first.
pub(super) async fn insert(work: &Work, version: &PolicyVersion) -> Fallible<bool> {
    let row = policy_version::ActiveModel {
        version: Set(version.version),
        id: Set(PolicyVersionId::fresh()),
        document: Set(serde_json::to_string(&version.document)?),
        at: Set(version.at),
        by_id: Set(version.by_id),
        by_name: Set(version.by_name.clone()),
        note: Set(version.note.clone()),
    };
    let inserted = policy_version::Entity::insert(row)
        .on_conflict_do_nothing_on([policy_version::Column::Version])
        .exec_without_returning(work.connection())
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

impl TryFrom<policy_version::Model> for PolicyVersion {
    type Error = crate::base::Fault;

    fn try_from(row: policy_version::Model) -> Result<Self, Self::Error> {
        Ok(Self {
            version: row.version,
            document: serde_json::from_str(&row.document)?,
            at: row.at,
            by_id: row.by_id,
            by_name: row.by_name,
            note: row.note,
        })
    }
}

/// How often somebody was asked to register a method, and when last.
pub(super) async fn offers(
    connection: &impl ConnectionTrait,
    user: UserId,
    method: &str,
) -> Fallible<Option<(u32, Timestamp)>> {
    let row = campaign_offer::Entity::find_by_id((user, method.to_owned())).one(connection).await?;
    Ok(row.map(|row| (u32::try_from(row.offers).unwrap_or(u32::MAX), row.offered_at)))
}

/// Counts that somebody was asked once more.
pub(super) async fn count_offer(work: &Work, user: UserId, method: &str) -> Fallible<()> {
    use sea_orm::sea_query::{ExprTrait as _, OnConflict};

    let row = campaign_offer::ActiveModel {
        user_id: Set(user),
        method: Set(method.to_owned()),
        offers: Set(1),
        offered_at: Set(work.now()),
    };
    let column = |column: campaign_offer::Column| Expr::col((campaign_offer::Entity, column));
    let again =
        OnConflict::columns([campaign_offer::Column::UserId, campaign_offer::Column::Method])
            .value(campaign_offer::Column::Offers, column(campaign_offer::Column::Offers).add(1))
            .value(campaign_offer::Column::OfferedAt, Expr::value(work.now()))
            .to_owned();
    campaign_offer::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(work.connection())
        .await?;
    Ok(())
}
