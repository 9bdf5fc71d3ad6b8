//! Records as other programs read them.

use serde_json::{Value, json};

use super::record::Record;
use crate::base::{Fallible, UserId};

/// A record in the words of Microsoft Graph's `directoryAudit`, with what happened as a sentence.
pub fn json(record: &Record) -> Value {
    let mut target = person(record.target_id, record.target_name.as_deref());
    if let Some(fields) = target.as_mut().and_then(Value::as_object_mut) {
        fields.insert("type".to_owned(), "User".into());
    }
    json!({
        "id": record.id,
        "sequence": record.sequence,
        "activityDateTime": record.at.to_string(),
        "category": record.category,
        "activityDisplayName": record.activity,
        "loggedByService": service(record),
        "result": result(record),
        "resultReason": record.reason,
        "initiatedBy": { "user": person(record.actor_id, record.actor_name.as_deref()) },
        "targetResources": target.into_iter().collect::<Vec<_>>(),
        "appId": record.client_id,
        "authenticationMethod": record.method,
        "ipAddress": record.ip_address,
        "userAgent": record.user_agent,
        "correlationId": record.correlation_id,
        "additionalDetails": record.details,
        "message": record.sentence(),
    })
}

fn person(id: Option<UserId>, name: Option<&str>) -> Option<Value> {
    (id.is_some() || name.is_some()).then(|| json!({ "id": id, "userPrincipalName": name }))
}

fn service(record: &Record) -> &'static str {
    if record.activity.ends_with("security info") || record.category == "Policy" {
        "Authentication Methods"
    } else {
        "Core Directory"
    }
}

const fn result(record: &Record) -> &'static str {
    if record.succeeded { "success" } else { "failure" }
}

const COLUMNS: [&str; 18] = [
    "id",
    "sequence",
    "activityDateTime",
    "category",
    "activityDisplayName",
    "result",
    "resultReason",
    "actorId",
    "actor",
    "targetId",
    "target",
    "appId",
    "authenticationMethod",
    "ipAddress",
    "userAgent",
    "correlationId",
    "additionalDetails",
    "message",
];

/// The first line of a CSV file.
pub fn csv_head() -> Fallible<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    Ok(writer.into_inner()?)
}

/// Records as lines of a CSV file (RFC 4180).
pub fn csv_rows(records: &[Record]) -> Fallible<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in records {
        writer.write_record(cells(record).iter().map(|cell| guarded(cell)))?;
    }
    Ok(writer.into_inner()?)
}

fn cells(record: &Record) -> [String; 18] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let id = |id: Option<UserId>| id.map(|id| id.to_string()).unwrap_or_default();
    [
        record.id.to_string(),
        record.sequence.map(|sequence| sequence.to_string()).unwrap_or_default(),
        record.at.to_string(),
        record.category.clone(),
        record.activity.clone(),
        result(record).to_owned(),
        text(&record.reason),
        id(record.actor_id),
        text(&record.actor_name),
        id(record.target_id),
        text(&record.target_name),
        record.client_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        text(&record.method),
        record.ip_address.map(|address| address.to_string()).unwrap_or_default(),
        text(&record.user_agent),
        text(&record.correlation_id),
        if record.details.is_empty() {
            String::new()
        } else {
            Value::Object(record.details.clone()).to_string()
        },
        record.sentence(),
    ]
}

/// A spreadsheet takes a cell that begins like this for a formula and runs it; behind an apostrophe
/// it is text.
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{EventId, Timestamp};

    #[test]
    fn what_people_name_themselves_is_no_formula() {
        let mut record = Record {
            id: EventId::fresh(),
            at: Timestamp::from_millis(0),
            category: "UserManagement".to_owned(),
            activity: "Add user".to_owned(),
            succeeded: true,
            reason: None,
            actor_id: None,
            actor_name: None,
            target_id: None,
            target_name: Some("=HYPERLINK(\"https://evil.example\",\"x\")".to_owned()),
            client_id: None,
            method: None,
            ip_address: None,
            user_agent: Some("@SUM(1)\r\n+1,\"2\"".to_owned()),
            correlation_id: Some("-1".to_owned()),
            details: serde_json::Map::new(),
            sequence: None,
        };
        record.details.insert("ticket".to_owned(), "=1".into());
        let mut file = csv_head().unwrap();
        file.extend(csv_rows(std::slice::from_ref(&record)).unwrap());

        let mut reader = csv::Reader::from_reader(file.as_slice());
        assert_eq!(reader.headers().unwrap().len(), COLUMNS.len());
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!(row.get(10).unwrap(), "'=HYPERLINK(\"https://evil.example\",\"x\")");
        assert_eq!(row.get(14).unwrap(), "'@SUM(1)\r\n+1,\"2\"");
        assert_eq!(row.get(15).unwrap(), "'-1");
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
    }
}
