//! People, methods, sessions, clients, grants, keys, audit: the tables everything stands on.

use sea_orm_migration::prelude::*;
use sea_orm_migration::{MigrationName, async_trait};

use super::parts::{
    big, boolean, bytes, count, id, index, instant, maybe_bytes, maybe_instant, maybe_text,
    maybe_uuid, owned, table, text, uuid,
};

/// The foundation.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000001_foundation"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // Without this a failing migration leaves half its tables on SQLite.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(Alias::new(*name)).to_owned()).await?;
        }
        Ok(())
    }
}

/// In the order in which they are made; foreign keys point upwards.
const TABLES: [&str; 19] = [
    "users",
    "groups",
    "group_members",
    "role_assignments",
    "passes",
    "passkeys",
    "authenticator_apps",
    "passwords",
    "recovery_codes",
    "throttles",
    "spent",
    "sessions",
    "clients",
    "consents",
    "grants",
    "authorization_codes",
    "refresh_tokens",
    "signing_keys",
    "audit_events",
];

fn tables() -> Vec<TableCreateStatement> {
    vec![
        users(),
        groups(),
        group_members(),
        role_assignments(),
        passes(),
        passkeys(),
        authenticator_apps(),
        passwords(),
        recovery_codes(),
        throttles(),
        spent(),
        sessions(),
        clients(),
        consents(),
        grants(),
        authorization_codes(),
        refresh_tokens(),
        signing_keys(),
        audit_events(),
    ]
}

fn users() -> TableCreateStatement {
    let mut table = table("users");
    table
        .col(id())
        // `sub`: what relying parties know; never the id, never the WebAuthn user handle.
        .col(text("subject").unique_key())
        .col(text("username"))
        .col(text("username_folded").unique_key())
        .col(text("display_name"))
        // The other OIDC standard claims, as JSON.
        .col(text("claims"))
        .col(boolean("enabled"))
        .col(instant("created_at"))
        .col(instant("updated_at"))
        // Whatever was issued to this person before this instant is void.
        .col(instant("sign_in_sessions_valid_from"))
        .col(uuid("webauthn_handle").unique_key());
    table
}

fn groups() -> TableCreateStatement {
    let mut table = table("groups");
    table
        .col(id())
        .col(text("name"))
        .col(text("name_folded").unique_key())
        .col(instant("created_at"));
    table
}

fn group_members() -> TableCreateStatement {
    let mut table = table("group_members");
    table
        .col(uuid("group_id"))
        .col(uuid("user_id"))
        .primary_key(Index::create().col(Alias::new("group_id")).col(Alias::new("user_id")))
        .foreign_key(&mut owned("group_members", "group_id", "groups"))
        .foreign_key(&mut owned("group_members", "user_id", "users"));
    table
}

fn role_assignments() -> TableCreateStatement {
    let mut table = table("role_assignments");
    table
        .col(uuid("user_id"))
        .col(text("role"))
        .col(instant("assigned_at"))
        .primary_key(Index::create().col(Alias::new("user_id")).col(Alias::new("role")))
        .foreign_key(&mut owned("role_assignments", "user_id", "users"));
    table
}

fn passes() -> TableCreateStatement {
    let mut table = table("passes");
    table
        .col(id())
        // One pass a person: issuing replaces.
        .col(uuid("user_id").unique_key())
        // argon2id, PHC string form.
        .col(text("hash"))
        .col(instant("created_at"))
        .col(instant("starts_at"))
        .col(instant("ends_at"))
        .col(boolean("one_time"))
        .col(count("uses"))
        .col(maybe_instant("last_used_at"))
        .col(count("failed_attempts"))
        .col(maybe_uuid("issued_by"))
        .col(maybe_text("issuer_name"))
        .foreign_key(&mut owned("passes", "user_id", "users"));
    table
}

fn passkeys() -> TableCreateStatement {
    let mut table = table("passkeys");
    table
        .col(id())
        .col(uuid("user_id"))
        .col(bytes("credential_id").unique_key())
        // The credential as webauthn-rs serialises it: public key, counter, flags.
        .col(text("credential"))
        .col(text("name"))
        .col(boolean("synced"))
        .col(instant("created_at"))
        .col(maybe_instant("last_used_at"))
        .foreign_key(&mut owned("passkeys", "user_id", "users"));
    table
}

fn authenticator_apps() -> TableCreateStatement {
    let mut table = table("authenticator_apps");
    table
        .col(id())
        .col(uuid("user_id"))
        .col(text("name"))
        .col(bytes("sealed_secret"))
        // The last time step that was accepted: a code is good once (RFC 6238 §5.2).
        .col(big("last_step"))
        .col(instant("created_at"))
        .col(maybe_instant("last_used_at"))
        .foreign_key(&mut owned("authenticator_apps", "user_id", "users"));
    table
}

fn passwords() -> TableCreateStatement {
    let mut table = table("passwords");
    table
        .col(uuid("user_id").primary_key())
        .col(text("hash"))
        .col(instant("changed_at"))
        .col(maybe_instant("last_used_at"))
        .foreign_key(&mut owned("passwords", "user_id", "users"));
    table
}

fn recovery_codes() -> TableCreateStatement {
    let mut table = table("recovery_codes");
    table
        .col(id())
        .col(uuid("user_id"))
        // SHA-256 is enough: a code has 80 random bits of its own.
        .col(bytes("digest"))
        .col(instant("created_at"))
        .col(maybe_instant("used_at"))
        .foreign_key(&mut owned("recovery_codes", "user_id", "users"));
    table
}

fn throttles() -> TableCreateStatement {
    let mut table = table("throttles");
    table
        // SHA-256 of what is being guessed at: method and username, known or not.
        .col(bytes("digest").primary_key())
        .col(count("failures"))
        .col(instant("blocked_until"))
        .col(instant("forget_at"));
    table
}

fn spent() -> TableCreateStatement {
    let mut table = table("spent");
    table.col(bytes("digest").primary_key()).col(instant("forget_at"));
    table
}

fn sessions() -> TableCreateStatement {
    let mut table = table("sessions");
    table
        .col(id())
        .col(bytes("key_digest").unique_key())
        .col(uuid("user_id"))
        .col(text("amr"))
        .col(text("acr"))
        .col(instant("authenticated_at"))
        .col(instant("started_at"))
        .col(instant("last_seen_at"))
        .col(instant("ends_at"))
        // While this is set the session stands on a pass and falls with it.
        .col(maybe_uuid("pass_id"))
        .col(boolean("registration_owed"))
        .col(maybe_text("ip_address"))
        .col(maybe_text("user_agent"))
        .foreign_key(&mut owned("sessions", "user_id", "users"))
        .foreign_key(&mut owned("sessions", "pass_id", "passes"));
    table
}

fn clients() -> TableCreateStatement {
    let mut table = table("clients");
    table
        .col(text("id").primary_key())
        // Client metadata (RFC 7591 §2) as JSON.
        .col(text("metadata"))
        .col(maybe_bytes("secret_digest"))
        // Where it is kept: the settings file or the database.
        .col(text("source"))
        .col(boolean("enabled"))
        .col(instant("created_at"))
        .col(instant("updated_at"));
    table
}

fn consents() -> TableCreateStatement {
    let mut table = table("consents");
    table
        .col(uuid("user_id"))
        .col(text("client_id"))
        .col(text("scope"))
        .col(instant("granted_at"))
        .primary_key(Index::create().col(Alias::new("user_id")).col(Alias::new("client_id")))
        .foreign_key(&mut owned("consents", "user_id", "users"))
        .foreign_key(&mut owned("consents", "client_id", "clients"));
    table
}

fn grants() -> TableCreateStatement {
    let mut table = table("grants");
    table
        .col(id())
        .col(uuid("user_id"))
        .col(text("client_id"))
        .col(text("scope"))
        // `claims` parameter, as JSON, when there was one.
        .col(maybe_text("claims"))
        .col(maybe_text("nonce"))
        .col(text("amr"))
        .col(text("acr"))
        .col(instant("authenticated_at"))
        .col(instant("granted_at"))
        .col(maybe_instant("last_used_at"))
        // The `sid`: the session it came from, whether or not that still lives.
        .col(uuid("sid"))
        // Set while the grant lives only as long as that session (no offline_access).
        .col(maybe_uuid("session_id"))
        // Set while the session stands on a pass: the grant falls with the pass.
        .col(maybe_uuid("pass_id"))
        .foreign_key(&mut owned("grants", "user_id", "users"))
        .foreign_key(&mut owned("grants", "client_id", "clients"))
        .foreign_key(&mut owned("grants", "session_id", "sessions"))
        .foreign_key(&mut owned("grants", "pass_id", "passes"));
    table
}

fn authorization_codes() -> TableCreateStatement {
    let mut table = table("authorization_codes");
    table
        .col(bytes("digest").primary_key())
        .col(uuid("grant_id"))
        .col(text("redirect_uri"))
        .col(maybe_text("code_challenge"))
        .col(instant("expires_at"))
        .col(maybe_instant("redeemed_at"))
        .foreign_key(&mut owned("authorization_codes", "grant_id", "grants"));
    table
}

fn refresh_tokens() -> TableCreateStatement {
    let mut table = table("refresh_tokens");
    table
        .col(bytes("digest").primary_key())
        .col(uuid("grant_id"))
        .col(instant("issued_at"))
        .col(instant("expires_at"))
        .col(maybe_instant("redeemed_at"))
        .foreign_key(&mut owned("refresh_tokens", "grant_id", "grants"));
    table
}

fn signing_keys() -> TableCreateStatement {
    let mut table = table("signing_keys");
    table
        .col(text("id").primary_key())
        .col(text("algorithm"))
        .col(bytes("sealed_private_key"))
        .col(text("public_jwk"))
        .col(instant("created_at"))
        .col(instant("active_from"))
        .col(maybe_instant("retired_at"));
    table
}

fn audit_events() -> TableCreateStatement {
    let mut table = table("audit_events");
    table
        .col(id())
        .col(instant("at"))
        .col(text("category"))
        .col(text("activity"))
        .col(text("result"))
        .col(maybe_text("reason"))
        .col(maybe_uuid("actor_id"))
        .col(maybe_text("actor_name"))
        .col(maybe_uuid("target_id"))
        .col(maybe_text("target_name"))
        .col(maybe_text("client_id"))
        .col(maybe_text("method"))
        .col(maybe_text("ip_address"))
        .col(maybe_text("user_agent"))
        .col(maybe_text("correlation_id"));
    table
}

/// Every foreign key that is followed downwards has an index, and so has every list that is paged.
fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("group_members", &["user_id"]),
        index("passkeys", &["user_id"]),
        index("authenticator_apps", &["user_id"]),
        index("recovery_codes", &["user_id", "digest"]),
        index("throttles", &["forget_at"]),
        index("spent", &["forget_at"]),
        index("sessions", &["user_id"]),
        index("sessions", &["pass_id"]),
        index("sessions", &["ends_at"]),
        index("consents", &["client_id"]),
        index("grants", &["user_id", "client_id"]),
        index("grants", &["client_id"]),
        index("grants", &["session_id"]),
        index("grants", &["pass_id"]),
        index("grants", &["sid"]),
        index("grants", &["granted_at"]),
        index("authorization_codes", &["grant_id"]),
        index("authorization_codes", &["expires_at"]),
        index("refresh_tokens", &["grant_id"]),
        index("refresh_tokens", &["expires_at"]),
        index("audit_events", &["at"]),
        index("audit_events", &["target_id", "at"]),
        index("audit_events", &["actor_id", "at"]),
    ]
}
