//! What happens to each row, before it happens.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::{Entry, Fate, Line, Options, Row, State, store};
use crate::administration::people::{Standing, standings};
use crate::audit::Actor;
use crate::base::{BulkJobId, Digest, Fallible, Timestamp, UserId};
use crate::credentials::Tools;
use crate::credentials::pass::{self, IssueRefusal, PassSummary};
use crate::credentials::policy::{MethodsPolicy, policies_for, policy_for};
use crate::db::ConnectionTrait;
use crate::directory::authority::{self, Action, Denied};
use crate::directory::{self, User, Username};

/// What came of planning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planned {
    /// A job that waits to be looked at.
    Planned(BulkJobId),
    /// The same file with the same options was sent a short while ago: that job.
    Already(BulkJobId),
}

/// Plans a job and keeps it; nothing else happens.
pub async fn plan(
    tools: &Tools,
    by: &Actor,
    creator: UserId,
    file_name: &str,
    lines: Vec<Line>,
    options: Options,
) -> Fallible<Planned> {
    let digest = digest_of(&lines, &options)?;
    let now = tools.clock.now();
    if let Some(job) = store::find_recent(tools.db.browse(), creator, digest, now).await? {
        return Ok(Planned::Already(job));
    }
    let rows = Planner::of(tools, by, &options, &lines).await?.rows(lines).await?;
    let job = super::Job {
        id: BulkJobId::fresh(),
        created_at: now,
        created_by: creator,
        file_name: file_name.to_owned(),
        options,
        state: State::Preview,
        row_count: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        worked_until: None,
    };
    let work = tools.db.begin().await?;
    store::insert(&work, &job, digest, rows).await?;
    work.commit().await?;
    Ok(Planned::Planned(job.id))
}

fn digest_of(lines: &[Line], options: &Options) -> Fallible<Digest> {
    let said: Vec<_> =
        lines.iter().map(|line| (&line.username, line.entry.as_ref().ok())).collect();
    Ok(Digest::of(&serde_json::to_vec(&(said, options))?))
}

struct Planner<'a> {
    tools: &'a Tools,
    by: &'a Actor,
    options: &'a Options,
    known: BTreeMap<String, User>,
    standings: BTreeMap<UserId, Standing>,
    policies: BTreeMap<UserId, Arc<MethodsPolicy>>,
    /// What somebody gets who is in no group.
    newcomers: Arc<MethodsPolicy>,
    may_create: Result<(), Denied>,
    seen: HashSet<String>,
}

impl<'a> Planner<'a> {
    async fn of(
        tools: &'a Tools,
        by: &'a Actor,
        options: &'a Options,
        lines: &[Line],
    ) -> Fallible<Self> {
        let connection = tools.db.browse();
        let folded: Vec<String> = lines.iter().map(|line| Username::fold(&line.username)).collect();
        let known = store::users_by_folded(connection, &folded).await?;
        let ids: Vec<UserId> = known.values().map(|user| user.id).collect();
        let (mut all, mut policies) = (BTreeMap::new(), BTreeMap::new());
        for some in ids.chunks(store::AT_ONCE) {
            all.extend(standings(connection, some).await?);
            policies.extend(policies_for(connection, tools, some).await?);
        }
        let stranger = UserId::fresh();
        let may_create = authority::permit(connection, by, Action::ManageAccount, stranger).await?;
        let newcomers = policy_for(connection, tools, stranger).await?;
        Ok(Self {
            tools,
            by,
            options,
            known,
            standings: all,
            policies,
            newcomers,
            may_create,
            seen: HashSet::new(),
        })
    }

    async fn rows(mut self, lines: Vec<Line>) -> Fallible<Vec<Row>> {
        let mut rows = Vec::with_capacity(lines.len());
        for (line, number) in lines.into_iter().zip(1..) {
            rows.push(self.row(number, line).await?);
        }
        Ok(rows)
    }

    async fn row(&mut self, number: u32, line: Line) -> Fallible<Row> {
        let folded = Username::fold(&line.username);
        let user = self.known.get(&folded).map(|user| user.id);
        let decided = match &line.entry {
            Err(problem) => Err(problem.clone()),
            Ok(_) if !self.seen.insert(folded.clone()) => {
                Err("This person is in the file already, further up.".to_owned())
            }
            Ok(entry) => self.fate(&folded, entry).await?,
        };
        let (fate, problem) = match decided {
            Ok(fate) => (fate, None),
            Err(problem) => (Fate::Nothing, Some(problem)),
        };
        let entry = line.entry.ok();
        let username = line.username;
        Ok(Row {
            number,
            username,
            entry,
            fate,
            problem,
            done: None,
            user,
            pass: None,
            code_length: None,
        })
    }

    async fn fate(&self, folded: &str, entry: &Entry) -> Fallible<Result<Fate, String>> {
        match self.known.get(folded) {
            Some(user) => self.fate_of_known(user, entry).await,
            None => Ok(self.fate_of_new(entry)),
        }
    }

    fn fate_of_new(&self, entry: &Entry) -> Result<Fate, String> {
        if !self.options.create {
            return Err("There is nobody with this username.".to_owned());
        }
        Username::parse(&entry.username).map_err(|why| format!("Not a username: {why}."))?;
        self.may_create.map_err(|_| "Your roles don't let you add people.".to_owned())?;
        if !self.options.issue {
            return Ok(Fate::Create);
        }
        if self.newcomers.pass.approval.needed(false) {
            return Err(why_not(&IssueRefusal::ApprovalRequired));
        }
        self.fits(&self.newcomers, entry)?;
        Ok(Fate::CreateAndIssue)
    }

    async fn fate_of_known(&self, user: &User, entry: &Entry) -> Fallible<Result<Fate, String>> {
        if !self.options.issue {
            return Ok(Err("This person is there already.".to_owned()));
        }
        let connection = self.tools.db.browse();
        let permitted = authority::permit(connection, self.by, Action::IssuePass, user.id).await?;
        if let Err(denied) = permitted {
            return Ok(Err(why_not(&IssueRefusal::NotAllowed(denied))));
        }
        if !user.enabled {
            return Ok(Err(why_not(&IssueRefusal::UserDisabled)));
        }
        let standing = self.standings.get(&user.id).cloned().unwrap_or_default();
        let outstanding = is_outstanding(standing.pass.as_ref(), self.tools.clock.now());
        if outstanding && !self.options.replace {
            return Ok(Err(OUTSTANDING.to_owned()));
        }
        if !self.options.established
            && let Some(problem) = established(connection, user.id, &standing).await?
        {
            return Ok(Err(problem.to_owned()));
        }
        let policy = self.policies.get(&user.id).unwrap_or(&self.newcomers);
        if policy.pass.approval.needed(!standing.roles.is_empty()) {
            return Ok(Err(why_not(&IssueRefusal::ApprovalRequired)));
        }
        Ok(self.fits(policy, entry).map(|()| Fate::Issue))
    }

    fn fits(&self, policy: &MethodsPolicy, entry: &Entry) -> Result<(), String> {
        let request = entry.request(self.options);
        pass::fits(&policy.pass, self.by, request).map_err(|refusal| why_not(&refusal))
    }
}

/// Why no pass is issued in place of one that somebody else may have handed over a moment ago.
pub(super) const OUTSTANDING: &str = "A pass is outstanding already.";

/// Whether a pass can still be used, now or later.
pub(super) fn is_outstanding(pass: Option<&PassSummary>, now: Timestamp) -> bool {
    pass.is_some_and(|pass| pass.ends_at > now && !(pass.one_time && pass.uses > 0))
}

/// Why somebody is no newcomer: what is done to many at once reaches newcomers only, unless it is said.
pub(super) async fn established(
    connection: &impl ConnectionTrait,
    user: UserId,
    standing: &Standing,
) -> Fallible<Option<&'static str>> {
    Ok(if !standing.roles.is_empty() {
        Some("Holds an administrator role: not a newcomer.")
    } else if !standing.nothing_registered() {
        Some("Has registered a way to sign in: not a newcomer.")
    } else if !directory::is_newcomer(connection, user).await? {
        Some("Has signed in before: not a newcomer.")
    } else {
        None
    })
}

/// A refusal in words, for the row.
pub(super) fn why_not(refusal: &IssueRefusal) -> String {
    match refusal {
        IssueRefusal::NotAllowed(Denied::Yourself) => "Nobody issues a pass to themselves.".into(),
        IssueRefusal::NotAllowed(Denied::Privileged) => {
            "Holds an administrator role, and yours reaches people without one.".into()
        }
        IssueRefusal::NotAllowed(Denied::Issuer) => {
            "Issues passes, and your delegation is not for people who do.".into()
        }
        IssueRefusal::NotAllowed(Denied::NotANewcomer) => {
            "Has signed in before, and your delegation is for newcomers.".into()
        }
        IssueRefusal::NotAllowed(
            Denied::NoRole | Denied::PowerfulGroup | Denied::PolicyGroup | Denied::OwnPeople,
        ) => "You may not issue a pass to them.".into(),
        IssueRefusal::LifetimeOutOfRange { min, max } => format!(
            "The policy allows lifetimes from {} to {}.",
            humantime::format_duration(*min),
            humantime::format_duration(*max)
        ),
        IssueRefusal::MultiUseForbidden => "The policy allows one-time passes only.".into(),
        IssueRefusal::DisabledByPolicy => "The policy has no passes.".into(),
        IssueRefusal::UserNotFound => "There is nobody with this username any more.".into(),
        IssueRefusal::UserDisabled => "The account is disabled.".into(),
        IssueRefusal::AlreadyIssued => "A pass was issued already.".into(),
        IssueRefusal::QuotaExceeded => "You have issued as many passes today as you may.".into(),
        IssueRefusal::ReasonRequired => "The policy asks for a reason.".into(),
        IssueRefusal::TicketRequired => "The policy asks for a ticket.".into(),
        IssueRefusal::ApprovalRequired => {
            "Somebody else has to approve this pass: ask for it on the person's page.".into()
        }
        IssueRefusal::Busy => "Too much was going on. Try again.".into(),
    }
}
