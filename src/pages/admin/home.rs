//! /admin: what matters now.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::{ConsoleNav, passes};
use crate::administration::inventory::{self, Filter, State};
use crate::administration::overview::{self, SignIns, Tally};
use crate::base::Fallible;
use crate::directory::authority::Task;
use crate::http::caller::Administrator;
use crate::http::error::Failure;
use crate::http::page::{Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::{IntoPhrase as _, Phrase, phrase};

/// A number that matters, and where one sees more of it.
struct Figure {
    id: &'static str,
    label: &'static str,
    number: u64,
    url: Option<String>,
}

/// Sign-ins by one method.
struct MethodRow {
    method: Phrase,
    tally: Tally,
}

/// One bar of the chart, in the units of its view box.
struct Bar {
    x: usize,
    accepted: u64,
    refused: u64,
    refused_y: u64,
    accepted_y: u64,
}

/// Sign-ins by hour, drawn here.
struct Chart {
    bars: Vec<Bar>,
    in_words: Phrase,
}

#[derive(Template)]
#[template(path = "admin/home.html")]
struct Home {
    page: Page,
    nav: ConsoleNav,
    figures: Vec<Figure>,
    methods: Vec<MethodRow>,
    chart: Option<Chart>,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration.service(web::resource(paths::ADMIN).get(get));
}

async fn get(caller: Administrator) -> Result<HttpResponse, Failure> {
    // Whoever issues by a delegation has one thing to do here.
    if caller.roles.is_empty() {
        return Ok(see_other(paths::ADMIN_FRONT_DESK));
    }
    let sign_ins = if caller.may(Task::ViewLogs) {
        Some(overview::sign_ins(caller.app.db().browse(), caller.now()).await?)
    } else {
        None
    };
    let view = Home {
        page: caller.page("place-overview"),
        nav: ConsoleNav::of(&caller, paths::ADMIN),
        figures: figures(&caller, sign_ins.as_ref()).await?,
        chart: sign_ins.as_ref().map(chart),
        methods: sign_ins.map(methods).unwrap_or_default(),
    };
    Ok(html(StatusCode::OK, &view)?)
}

async fn figures(caller: &Administrator, sign_ins: Option<&SignIns>) -> Fallible<Vec<Figure>> {
    let (connection, now) = (caller.app.db().browse(), caller.now());
    let mut figures = Vec::new();
    let of_passes = [
        ("outstanding", "figure-outstanding", State::Outstanding, "outstanding"),
        ("scheduled", "figure-scheduled", State::Scheduled, "scheduled"),
    ];
    // No figure leads where its reader may not go.
    for (id, label, state, key) in of_passes.into_iter().filter(|_| passes::visible_to(caller)) {
        let filter = Filter { state, ..Filter::default() };
        let number = inventory::count(connection, &filter, now).await?;
        let url = Some(with_query(paths::ADMIN_PASSES, &[("state", Some(key))]));
        figures.push(Figure { id, label, number, url });
    }
    figures.push(Figure {
        id: "without-method",
        label: "figure-nothing-registered",
        number: overview::without_method(connection).await?,
        url: Some(with_query(paths::ADMIN_USERS, &[("filter", Some("nothing-registered"))])),
    });
    if let Some(sign_ins) = sign_ins {
        let total = sign_ins.total();
        for (id, label, number) in [
            ("accepted", "figure-accepted", total.accepted),
            ("refused", "figure-refused", total.refused),
        ] {
            figures.push(Figure { id, label, number, url: Some(paths::ADMIN_SIGN_INS.to_owned()) });
        }
    }
    Ok(figures)
}

fn methods(sign_ins: SignIns) -> Vec<MethodRow> {
    let row = |(method, tally)| MethodRow { method: named(method), tally };
    sign_ins.by_method.into_iter().map(row).collect()
}

/// A method by the name that the record has for it.
fn named(recorded: String) -> Phrase {
    match recorded.as_str() {
        "Temporary Access Pass" => phrase("temporary-access-pass"),
        "Passkey" => phrase("passkey"),
        "Password" => phrase("password"),
        "Authenticator app" => phrase("authenticator-app"),
        "Recovery code" => phrase("recovery-code"),
        _ => recorded.into_phrase(),
    }
}

/// How high the highest bar is, and how wide each: the view box is 24 of them wide.
const HEIGHT: u64 = 60;
const WIDTH: usize = 10;

fn chart(sign_ins: &SignIns) -> Chart {
    let most = sign_ins.by_hour.iter().map(|tally| tally.all()).max().unwrap_or(0).max(1);
    let high = |count: u64| (count * HEIGHT).div_ceil(most);
    let bars = sign_ins.by_hour.iter().enumerate().map(|(hour, tally)| {
        let (accepted, refused) = (high(tally.accepted), high(tally.refused));
        Bar {
            x: hour * WIDTH,
            accepted,
            refused,
            accepted_y: HEIGHT.saturating_sub(accepted) + 1,
            refused_y: HEIGHT.saturating_sub(accepted + refused) + 1,
        }
    });
    let total = sign_ins.total();
    Chart {
        bars: bars.collect(),
        in_words: phrase("sign-ins-by-hour")
            .with("accepted", total.accepted)
            .with("refused", total.refused)
            .with("most", most),
    }
}
