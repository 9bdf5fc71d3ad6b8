use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::settings::Sources;

/// The settings of an installation in this folder.
fn settings_in(folder: &Path, variables: &[(&str, &str)]) -> Settings {
    let data_dir = folder.join("data").display().to_string();
    let environment = [("DAYPASS_DATA_DIR", data_dir.as_str())]
        .iter()
        .chain(variables)
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    fs::write(folder.join("daypass.toml"), "").unwrap();
    let file = Some(folder.join("daypass.toml"));
    Settings::load(&Sources { file, environment, dev_tls: false }).unwrap()
}

async fn opened(settings: Settings) -> Fallible<App> {
    App::open(settings, Clock::system()).await
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn the_master_key_is_made_once_and_is_its_owners_alone() {
    let folder = TempDir::new().unwrap();
    let key = folder.path().join("data/master.key");
    opened(settings_in(folder.path(), &[])).await.unwrap().close().await.unwrap();
    assert_eq!(mode(&key), 0o600);
    assert_eq!(mode(&folder.path().join("data")), 0o700);

    let first = fs::read_to_string(&key).unwrap();
    opened(settings_in(folder.path(), &[])).await.unwrap().close().await.unwrap();
    assert_eq!(fs::read_to_string(&key).unwrap(), first);
    assert_eq!(first.trim_end().len(), 44);
}

#[tokio::test]
async fn a_master_key_that_others_can_read_is_refused() {
    let folder = TempDir::new().unwrap();
    opened(settings_in(folder.path(), &[])).await.unwrap().close().await.unwrap();
    let key = folder.path().join("data/master.key");
    for others in [0o640, 0o604, 0o644, 0o620] {
        fs::set_permissions(&key, fs::Permissions::from_mode(others)).unwrap();
        let fault = opened(settings_in(folder.path(), &[])).await.err().unwrap().to_string();
        assert!(fault.contains("chmod 600"), "{fault}");
    }
}

#[tokio::test]
async fn a_damaged_master_key_is_refused() {
    let folder = TempDir::new().unwrap();
    opened(settings_in(folder.path(), &[])).await.unwrap().close().await.unwrap();
    fs::write(folder.path().join("data/master.key"), "AAAA\n").unwrap();
    let fault = opened(settings_in(folder.path(), &[])).await.err().unwrap().to_string();
    assert!(fault.contains("is not 32 bytes as base64"), "{fault}");
}

#[tokio::test]
async fn no_new_master_key_is_made_beside_a_database_that_was_sealed_under_another() {
    let folder = TempDir::new().unwrap();
    opened(settings_in(folder.path(), &[])).await.unwrap().close().await.unwrap();
    let key = folder.path().join("data/master.key");
    fs::remove_file(&key).unwrap();
    let fault = opened(settings_in(folder.path(), &[])).await.err().unwrap().to_string();
    assert!(fault.contains("restore it from the backup"), "{fault}");
    assert!(!key.exists());
}

#[tokio::test]
async fn another_master_key_does_not_open_the_installation() {
    let folder = TempDir::new().unwrap();
    let [a, b] = ["A", "B"].map(|letter| format!("{}A=", letter.repeat(42)));
    let with = |key: &str| settings_in(folder.path(), &[("DAYPASS_MASTER_KEY", key)]);
    opened(with(&a)).await.unwrap().close().await.unwrap();
    assert!(!folder.path().join("data/master.key").exists());
    assert!(opened(with(&b)).await.is_err());
    opened(with(&a)).await.unwrap().close().await.unwrap();
}

#[tokio::test]
async fn opening_twice_at_once_makes_one_installation() {
    let folder = TempDir::new().unwrap();
    let opening: Vec<_> =
        (0..8).map(|_| tokio::spawn(opened(settings_in(folder.path(), &[])))).collect();
    let mut keys = Vec::new();
    for opening in opening {
        let app = opening.await.unwrap().unwrap();
        keys.push(app.keys().jwks().body());
    }
    assert!(keys.iter().all(|jwks| jwks == &keys[0]));
}

mod first_sign_in {
    use super::*;
    use crate::audit::{Actor, Origin};
    use crate::base::{Random, UserId};
    use crate::credentials::password;
    use crate::db::ConnectionTrait as _;
    use crate::directory::manage::{self, Changed, NewUser};
    use crate::directory::{
        Role, StandardClaims, Username, find_user, find_user_by_username, holders_of, roles_of,
    };

    async fn administrator(app: &App) -> UserId {
        find_user_by_username(app.db().read(), "admin").await.unwrap().unwrap().id
    }

    #[tokio::test]
    async fn the_first_administrator_is_made_once_with_all_there_is_to_administer() {
        let folder = TempDir::new().unwrap();
        let first = opened(settings_in(folder.path(), &[])).await.unwrap();
        let admin = administrator(&first).await;
        assert_eq!(roles_of(first.db().read(), admin).await.unwrap(), [Role::GlobalAdministrator]);
        let again = opened(settings_in(folder.path(), &[])).await.unwrap();
        let holders = holders_of(again.db().read(), Role::GlobalAdministrator).await.unwrap();
        assert_eq!(holders.iter().map(|user| user.id).collect::<Vec<_>>(), [admin]);
    }

    #[tokio::test]
    async fn opening_at_once_makes_one_administrator() {
        let folder = TempDir::new().unwrap();
        let opening: Vec<_> =
            (0..8).map(|_| tokio::spawn(opened(settings_in(folder.path(), &[])))).collect();
        let mut app = None;
        for opening in opening {
            app = Some(opening.await.unwrap().unwrap());
        }
        let app = app.unwrap();
        let holders = holders_of(app.db().read(), Role::GlobalAdministrator).await.unwrap();
        assert_eq!(holders.len(), 1);
    }

    #[tokio::test]
    async fn a_lasting_method_of_one_administrator_ends_the_passes() {
        let folder = TempDir::new().unwrap();
        let alone = ("DAYPASS_METHODS_PASSWORD_SECOND_FACTOR_REQUIRED", "false");
        let app = opened(settings_in(folder.path(), &[alone])).await.unwrap();
        let FirstSignIn::Pass { username, code, ends_at } = app.first_sign_in().await.unwrap()
        else {
            panic!("a pass was due")
        };
        assert_eq!(username.as_str(), "admin");
        assert_eq!(code.secret().expose().len(), 8);
        assert!(ends_at > app.clock().now());

        set_password(&app, administrator(&app).await).await;

        assert!(matches!(app.first_sign_in().await.unwrap(), FirstSignIn::Settled));
    }

    async fn set_password(app: &App, user: UserId) {
        let user = find_user(app.db().read(), user).await.unwrap().unwrap();
        let prepared = password::prepare(app.tools(), &user, &Random.token()).await.unwrap();
        let work = app.db().begin().await.unwrap();
        let origin = Origin::local("test");
        let saved = password::save(&work, &origin, &Actor::Machine, prepared.unwrap()).await;
        assert!(matches!(saved.unwrap(), password::Saved::Saved(_)));
        work.commit().await.unwrap();
    }

    #[tokio::test]
    async fn without_passes_nothing_is_promised() {
        let folder = TempDir::new().unwrap();
        let off = ("DAYPASS_METHODS_PASS_ENABLED", "false");
        let app = opened(settings_in(folder.path(), &[off])).await.unwrap();
        assert!(matches!(app.first_sign_in().await.unwrap(), FirstSignIn::Refused(_)));
    }

    async fn disable(app: &App, user: UserId) -> Changed {
        let work = app.db().begin().await.unwrap();
        let origin = Origin::local("test");
        let changed = manage::disable(&work, &origin, &Actor::Machine, user).await.unwrap();
        work.commit().await.unwrap();
        changed
    }

    #[tokio::test]
    async fn a_disabled_administrator_gets_no_pass() {
        let folder = TempDir::new().unwrap();
        let app = opened(settings_in(folder.path(), &[])).await.unwrap();
        let admin = administrator(&app).await;
        assert_eq!(disable(&app, admin).await, Changed::LastGlobalAdministrator);
        let successor = NewUser {
            username: Username::parse("zoe").unwrap(),
            display_name: None,
            claims: StandardClaims::default(),
            roles: vec![Role::GlobalAdministrator],
        };
        let work = app.db().begin().await.unwrap();
        let origin = Origin::local("test");
        manage::add(&work, &origin, &Actor::Machine, successor).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(disable(&app, admin).await, Changed::Changed);

        let FirstSignIn::Pass { username, .. } = app.first_sign_in().await.unwrap() else {
            panic!("a pass was due")
        };
        assert_eq!(username.as_str(), "zoe");
    }

    #[tokio::test]
    async fn where_nobody_may_administer_there_is_nobody_to_let_in() {
        let folder = TempDir::new().unwrap();
        let app = opened(settings_in(folder.path(), &[])).await.unwrap();
        // No operation leads here: somebody changed the database by hand.
        let work = app.db().begin().await.unwrap();
        let by_hand = "UPDATE users SET enabled = FALSE";
        work.connection().execute_unprepared(by_hand).await.unwrap();
        work.commit().await.unwrap();
        assert!(matches!(app.first_sign_in().await.unwrap(), FirstSignIn::NoAdministrator));
    }
}
