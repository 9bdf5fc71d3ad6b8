//! Groups as they are typed: one name a line.

use std::collections::BTreeMap;

use crate::base::{Fallible, GroupId};
use crate::db::ConnectionTrait;
use crate::directory::groups;
use crate::pages::admin::form;

/// The groups of these lines, or the first line that names none.
pub(super) async fn read(
    connection: &impl ConnectionTrait,
    typed: &str,
) -> Fallible<Result<Vec<GroupId>, String>> {
    let mut read = Vec::new();
    for line in form::lines(typed) {
        match groups::find_by_name(connection, line).await? {
            Some(group) => read.push(group.id),
            None => return Ok(Err(line.to_owned())),
        }
    }
    Ok(Ok(read))
}

/// The names of groups, one a line.
pub(super) fn lines<'a>(
    names: &BTreeMap<GroupId, String>,
    groups: impl IntoIterator<Item = &'a GroupId>,
) -> String {
    let mut lines: Vec<&str> =
        groups.into_iter().filter_map(|group| names.get(group)).map(String::as_str).collect();
    lines.sort_unstable();
    lines.join("\n")
}
