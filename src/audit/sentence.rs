//! What a record means, in a sentence.

use super::record::Record;
use crate::base::Timestamp;

/// Why an event of an app is about what it did itself.
const REGISTERED_ITSELF: &str = "Dynamic client registration";

/// Why somebody's sign-in to an app led to the console instead.
pub(crate) const TRIED_OUT: &str = "Tried out from the console";

impl Record {
    /// What happened, for a person: "ana issued a Temporary Access Pass for bo, one-time, until …".
    pub fn sentence(&self) -> String {
        let told = match self.activity.as_str() {
            "Sign-in" => Some(self.sign_in()),
            _ if !self.succeeded => None,
            "Sign-out" => Some(self.of_somebody("signed out", "ended a session of")),
            "User registered security info" | "Admin registered security info" => {
                Some(self.registered())
            }
            "User deleted security info" | "Admin deleted security info" => Some(self.deleted()),
            "User changed security info" | "Admin changed security info" => Some(self.changed()),
            activity => self.of_people(activity).or_else(|| self.of_things(activity)),
        };
        let mut sentence = told.unwrap_or_else(|| self.plainly());
        if self.activity != "Sign-in" && !self.succeeded {
            sentence.push_str(", and was refused");
            if let Some(reason) = &self.reason {
                sentence.push_str(": ");
                sentence.push_str(reason);
            }
        }
        sentence.push('.');
        self.add_details(&mut sentence);
        sentence
    }

    fn actor(&self) -> &str {
        match self.actor_name.as_deref() {
            Some("command line") if self.actor_id.is_none() => "Somebody on the command line",
            Some(name) => name,
            None => "Somebody who was not signed in",
        }
    }

    fn target(&self) -> &str {
        self.target_name.as_deref().unwrap_or("somebody")
    }

    fn by_themselves(&self) -> bool {
        self.actor_id.is_some() && self.actor_id == self.target_id
    }

    fn reason(&self) -> &str {
        self.reason.as_deref().unwrap_or_default()
    }

    fn client(&self) -> &str {
        self.client_id.as_ref().map_or("an app", |client| client.as_str())
    }

    /// The method with its article: "a passkey".
    fn method(&self) -> String {
        match self.method.as_deref() {
            Some("Temporary Access Pass") => "a Temporary Access Pass".to_owned(),
            Some("Recovery code") if self.activity != "Sign-in" => "recovery codes".to_owned(),
            Some(method) => {
                let words = method.to_lowercase();
                let article = if words.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                format!("{article} {words}")
            }
            None => "a sign-in method".to_owned(),
        }
    }

    /// One sentence for people about themselves, and one for others about them.
    fn of_somebody(&self, own: &str, others: &str) -> String {
        if self.by_themselves() {
            format!("{} {own}", self.actor())
        } else {
            format!("{} {others} {}", self.actor(), self.target())
        }
    }

    fn sign_in(&self) -> String {
        let person = self.target_name.as_deref();
        match (self.succeeded, person, &self.client_id) {
            (true, _, Some(client)) if self.reason() == TRIED_OUT => {
                format!("{} signed in to {client} to try it out", self.target())
            }
            (true, _, Some(client)) => format!("{} signed in to {client}", self.target()),
            (true, _, None) => format!("{} signed in with {}", self.target(), self.method()),
            (false, Some(person), Some(client)) => {
                format!("The access of {client} for {person} was ended: {}", self.reason())
            }
            (false, Some(person), None) => {
                let method = self.method();
                format!("Signing in as {person} with {method} failed: {}", self.reason())
            }
            (false, None, _) => {
                format!(
                    "Signing in with {} as nobody who is known failed: {}",
                    self.method(),
                    self.reason()
                )
            }
        }
    }

    fn registered(&self) -> String {
        if self.method.as_deref() == Some("Temporary Access Pass") {
            return self.issued();
        }
        let method = self.method();
        if self.by_themselves() {
            format!("{} registered {method}", self.actor())
        } else {
            format!("{} registered {method} for {}", self.actor(), self.target())
        }
    }

    fn issued(&self) -> String {
        let mut text = format!("{} issued {} for {}", self.actor(), self.method(), self.target());
        match self.details.get("one_time").and_then(serde_json::Value::as_bool) {
            Some(true) => text.push_str(", one-time"),
            Some(false) => text.push_str(", reusable"),
            None => {}
        }
        if let Some(from) = self.detail_instant("starts_at").filter(|from| *from > self.at) {
            text.push_str(", from ");
            text.push_str(&minutes(from));
        }
        if let Some(until) = self.detail_instant("ends_at") {
            text.push_str(", until ");
            text.push_str(&minutes(until));
        }
        text
    }

    fn deleted(&self) -> String {
        let method = self.method();
        if self.by_themselves() {
            format!("{} deleted {method} of their own", self.actor())
        } else {
            format!("{} deleted {method} of {}", self.actor(), self.target())
        }
    }

    fn changed(&self) -> String {
        let verb = if self.reason() == "Renamed" { "renamed" } else { "changed" };
        if self.by_themselves() {
            format!("{} {verb} {} of their own", self.actor(), self.method())
        } else {
            format!("{} {verb} {} of {}", self.actor(), self.method(), self.target())
        }
    }

    fn of_people(&self, activity: &str) -> Option<String> {
        let (actor, target, reason) = (self.actor(), self.target(), self.reason());
        Some(match activity {
            "Change user password" => {
                self.of_somebody("changed their password", "changed the password of")
            }
            "Reset user password" => format!("{actor} reset the password of {target}"),
            "Add user" => format!("{actor} added the user {target}"),
            "Update user" => {
                self.of_somebody("changed their own profile", "changed the profile of")
            }
            "Delete user" => format!("{actor} deleted the user {target}"),
            "Enable account" => format!("{actor} let {target} sign in again"),
            "Disable account" => format!("{actor} kept {target} from signing in"),
            "Add member to role" => format!("{actor} made {target} {reason}"),
            "Remove member from role" => format!("{actor} took the role {reason} from {target}"),
            "Update StsRefreshTokenValidFrom Timestamp" => {
                self.of_somebody("signed out everywhere", "signed out everywhere:")
            }
            "Suspicious activity reported" => {
                let what = self.detail("reported").unwrap_or("something done in their name");
                format!("{target} said, by the link they were sent, that this was not them: {what}")
            }
            "Justify temporary access pass" => {
                format!("{actor} gave a reason for the Temporary Access Pass of {target}: {reason}")
            }
            "Request temporary access pass" => {
                format!("{actor} asked for a Temporary Access Pass for {target}")
            }
            "Approve request for temporary access pass" => {
                format!("{actor} approved a Temporary Access Pass for {target}")
            }
            "Deny request for temporary access pass" => {
                format!("{actor} refused a Temporary Access Pass for {target}")
            }
            "Restore access" => format!("{actor} restored the access of {target}"),
            "Consent to application" => {
                format!("{actor} allowed {} to use {reason}", self.client())
            }
            "Connect device" => {
                format!("{actor} connected a device to {} for {reason}", self.client())
            }
            "User reviewed security info" => self.of_somebody(
                "looked through their sign-in methods",
                "looked through the sign-in methods of",
            ),
            "Revoke token" => format!("{} gave back its access to {target}", self.client()),
            "Refuse device" => format!("{actor} did not connect a device to {}", self.client()),
            "Remove delegated permission grant" => {
                let client = self.client();
                if self.by_themselves() {
                    format!("{actor} removed the access of {client}")
                } else {
                    format!("{actor} removed the access of {client} to {target}")
                }
            }
            _ => return None,
        })
    }

    fn of_things(&self, activity: &str) -> Option<String> {
        let (actor, reason) = (self.actor(), self.reason());
        Some(match activity {
            "Authentication Methods Policy Update" => {
                format!("{actor} changed the authentication methods policy: {reason}")
            }
            "Add group" => format!("{actor} made the group {reason}"),
            "Update group" => format!("{actor} changed the group {reason}"),
            "Delete group" => format!("{actor} deleted the group {reason}"),
            "Add member to group" => {
                format!("{actor} put {} into the group {reason}", self.target())
            }
            "Remove member from group" => {
                format!("{actor} took {} out of the group {reason}", self.target())
            }
            "Add delegation to group" => {
                format!("{actor} let a group issue passes for another: {reason}")
            }
            "Update delegation of group" => {
                format!("{actor} changed for whom a group may issue passes: {reason}")
            }
            "Remove delegation from group" => {
                format!("{actor} ended that a group may issue passes for another: {reason}")
            }
            "Add users for development" => format!("{actor} added {reason}"),
            "Add application" if reason == REGISTERED_ITSELF => {
                format!("The app {} registered itself", self.client())
            }
            "Update application" if reason == REGISTERED_ITSELF => {
                format!("The app {} changed its registration", self.client())
            }
            "Delete application" if reason == REGISTERED_ITSELF => {
                format!("The app {} took back its registration", self.client())
            }
            "Add initial access token" => {
                format!("{actor} issued a token by which apps register themselves: {reason}")
            }
            "Delete initial access token" => {
                format!("{actor} deleted a token by which apps register themselves: {reason}")
            }
            "Test application" => {
                format!("{actor} tried out the app {} with {reason}", self.client())
            }
            "Add application" => format!("{actor} added the app {}", self.client()),
            "Update application" if reason == "Disabled" => {
                format!("{actor} disabled the app {}", self.client())
            }
            "Update application" => format!("{actor} changed the app {}", self.client()),
            "Delete application" => format!("{actor} deleted the app {}", self.client()),
            "Add signals stream" => {
                format!("The app {} asked for a stream of shared signals: {reason}", self.client())
            }
            "Update signals stream" => {
                format!("The app {} changed its stream of shared signals: {reason}", self.client())
            }
            "Delete signals stream" if self.actor_name.is_none() => {
                format!("The app {} deleted its stream of shared signals", self.client())
            }
            "Delete signals stream" => {
                format!("{actor} deleted a stream of shared signals of the app {}", self.client())
            }
            "Send signal" => format!(
                "{actor} sent {reason} about {} to the app {} by hand",
                self.target(),
                self.client()
            ),
            "Rotate signing key" => format!("{actor} rotated the signing key: {reason}"),
            _ => return None,
        })
    }

    /// For activities that have no words of their own.
    fn plainly(&self) -> String {
        let mut text = format!("{}: {}", self.actor(), self.activity);
        if self.target_name.is_some() && !self.by_themselves() {
            text.push_str(" for ");
            text.push_str(self.target());
        }
        if self.succeeded
            && let Some(reason) = &self.reason
        {
            text.push_str(", ");
            text.push_str(reason);
        }
        text
    }

    fn add_details(&self, sentence: &mut String) {
        for (key, label) in [("ticket", "Ticket"), ("reason", "Reason given"), ("case", "Case")] {
            if let Some(value) = self.detail(key) {
                sentence.extend([" ", label, ": ", value, "."]);
            }
        }
    }
}

/// "2026-11-23 10:00 UTC".
fn minutes(at: Timestamp) -> String {
    let format = time::macros::format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    at.to_utc().format(format).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use serde_json::Map;

    use super::*;
    use crate::base::{ClientId, EventId, UserId};

    fn record(activity: &str) -> Record {
        Record {
            id: EventId::fresh(),
            at: Timestamp::parse_rfc3339("2026-11-23T08:00:00Z").unwrap(),
            category: "UserManagement".to_owned(),
            activity: activity.to_owned(),
            succeeded: true,
            reason: None,
            actor_id: Some(UserId::fresh()),
            actor_name: Some("ana".to_owned()),
            target_id: Some(UserId::fresh()),
            target_name: Some("bo".to_owned()),
            client_id: Some(ClientId::new("payroll")),
            method: Some("Passkey".to_owned()),
            ip_address: None,
            user_agent: None,
            correlation_id: None,
            details: Map::new(),
            sequence: None,
        }
    }

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }

    /// Every activity that is written anywhere: the texts behind `Event::new(Category::…,` and, in the
    /// events' own file, every text that begins like an activity.
    fn activities() -> BTreeSet<String> {
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        let mut found = BTreeSet::new();
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            for beginning in ["Event::new(", "Self::new(", "Self::group(", "Self::of_request("] {
                if beginning != "Event::new(" && !file.ends_with("audit/event.rs") {
                    continue;
                }
                for (at, _) in text.match_indices(beginning) {
                    let arguments = &text[at..text[at..].find(')').unwrap() + at];
                    found.extend(arguments.split('"').nth(1).map(str::to_owned));
                }
            }
            if file.ends_with("audit/event.rs") {
                let pairs = text.split('"').skip(1).step_by(2);
                let pairs = pairs.filter(|text| {
                    text.ends_with("security info") || text.ends_with("user password")
                });
                found.extend(pairs.map(str::to_owned));
            }
        }
        found
    }

    #[test]
    fn every_activity_there_is_has_a_sentence_of_its_own() {
        let activities = activities();
        assert!(activities.len() > 25, "{activities:?}");
        for activity in activities {
            let mut record = record(&activity);
            record.reason = Some("Something".to_owned());
            let sentence = record.sentence();
            assert_ne!(sentence, format!("{}.", record.plainly()), "{activity} has no words");
            assert!(sentence.ends_with('.') && !sentence.contains("  "), "{sentence}");
        }
    }

    #[test]
    fn a_pass_is_told_with_its_terms_and_its_ticket() {
        let mut record = record("Admin registered security info");
        record.method = Some("Temporary Access Pass".to_owned());
        for (key, value) in [
            ("one_time", true.into()),
            ("starts_at", "2026-11-23T08:00:00Z".into()),
            ("ends_at", "2026-11-23T10:00:00Z".into()),
            ("ticket", "HD-7".into()),
        ] {
            record.details.insert(key.to_owned(), value);
        }
        assert_eq!(
            record.sentence(),
            "ana issued a Temporary Access Pass for bo, one-time, until 2026-11-23 10:00 UTC. Ticket: HD-7."
        );
    }

    #[test]
    fn what_people_do_to_themselves_reads_so() {
        let mut record = record("User registered security info");
        record.target_id = record.actor_id;
        record.target_name = Some("ana".to_owned());
        assert_eq!(record.sentence(), "ana registered a passkey.");
        record.activity = "Update StsRefreshTokenValidFrom Timestamp".to_owned();
        assert_eq!(record.sentence(), "ana signed out everywhere.");
    }

    #[test]
    fn sign_ins_say_how_and_why_not() {
        let mut record = record("Sign-in");
        assert_eq!(record.sentence(), "bo signed in to payroll.");
        record.client_id = None;
        record.method = Some("Authenticator app".to_owned());
        assert_eq!(record.sentence(), "bo signed in with an authenticator app.");
        record.succeeded = false;
        record.reason = Some("Wrong code".to_owned());
        assert_eq!(
            record.sentence(),
            "Signing in as bo with an authenticator app failed: Wrong code."
        );
        record.target_name = None;
        assert!(record.sentence().starts_with("Signing in with an authenticator app as nobody"));
    }

    #[test]
    fn what_was_refused_says_so() {
        let mut record = record("Add user");
        record.succeeded = false;
        record.reason = Some("None of the roles allows it".to_owned());
        assert_eq!(
            record.sentence(),
            "ana: Add user for bo, and was refused: None of the roles allows it."
        );
    }
}
