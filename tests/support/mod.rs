//! What tests of several binaries share: databases that remove themselves, and a software authenticator.

#![allow(dead_code, unused_imports, reason = "no test binary uses all of it")]

mod authenticator;
mod database;

pub(crate) use authenticator::SoftwareAuthenticator;
pub(crate) use database::TestDatabase;

/// Makes two tests of one: on SQLite, and on PostgreSQL where `DAYPASS_TEST_POSTGRES` says where it is.
#[macro_export]
macro_rules! on_both_databases {
    ($(async fn $name:ident($database:ident: $type:ty) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn test($database: $type) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn on_sqlite() {
                test($crate::support::TestDatabase::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn on_postgresql() {
                if let Some(database) = $crate::support::TestDatabase::postgresql().await {
                    test(database).await;
                }
            }
        }
    )+};
}
