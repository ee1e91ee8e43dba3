//! `fairlead agent`: agents without the console, for the day on which nobody can sign in.

use super::init::password_from;
use super::opened;
use crate::app::App;
use crate::config::Config;
use clap::Subcommand;
use desk::By;
use desk::account::invite::{AgentChange, NewAgent};
use domain::access::SetKey;
use domain::contact::email_key;
use domain::team::Agent;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub enum AgentCommand {
    /// List all agents
    List,
    /// Add an agent; prints the invitation link
    Add {
        #[arg(long)]
        name: String,
        #[arg(long)]
        email: String,
        /// administrator, lead, agent, light_agent, or the id of a permission set of your own
        #[arg(long, default_value = "agent")]
        permissions: String,
    },
    /// Set the password of an agent and end their sessions
    ResetPassword {
        #[arg(long)]
        email: String,
        #[arg(long, value_name = "FILE")]
        password_file: PathBuf,
    },
    /// End the access of an agent; what they wrote stays
    Deactivate {
        #[arg(long)]
        email: String,
    },
    /// Take passwords again, when the OpenID provider is away and nobody can sign in
    AllowPasswords,
    /// Take second factor and passkeys from an agent who has lost them
    ResetSecondFactor {
        #[arg(long)]
        email: String,
    },
    /// Give access back
    Activate {
        #[arg(long)]
        email: String,
    },
}

pub fn run(config: Config, command: AgentCommand) -> anyhow::Result<ExitCode> {
    super::runtime()?.block_on(async {
        if matches!(command, AgentCommand::List) {
            let opened = opened::for_reading(config).await?;
            list(&opened.app).await?;
            return Ok(ExitCode::SUCCESS);
        }
        let app = opened::for_writing(config).await?;
        carry_out(&app, command).await?;
        app.db().close().await;
        Ok(ExitCode::SUCCESS)
    })
}

async fn carry_out(app: &App, command: AgentCommand) -> anyhow::Result<()> {
    let by = By::system(app.clock.now());
    match command {
        AgentCommand::List => list(app).await?,
        AgentCommand::Add {
            name,
            email,
            permissions,
        } => {
            let organization = app.desk.organization().await?;
            let new = NewAgent {
                name,
                email,
                permission_set: SetKey(permissions),
                teams: Vec::new(),
                zone: organization.zone,
                locale: organization.locale,
            };
            let invited = app.desk.invite(&by, new, &app.console_url()).await?;
            println!(
                "{} is invited. They choose a password at {}",
                invited.agent.email, invited.link
            );
        }
        AgentCommand::ResetPassword {
            email,
            password_file,
        } => {
            app.desk
                .set_password(&email, &password_from(&password_file)?, by.now)
                .await?;
            println!("The password of {email} is changed; their sessions have ended.");
        }
        AgentCommand::AllowPasswords => {
            app.desk.allow_passwords(&by).await?;
            println!("Passwords are taken again.");
        }
        AgentCommand::ResetSecondFactor { email } => {
            let agent = find(app, &email).await?;
            app.desk.reset_second_factor(&by, agent.id).await?;
            println!(
                "{email} has no second factor and no passkeys any more; their sessions have ended."
            );
        }
        AgentCommand::Deactivate { email } => activate(app, &by, &email, Some(false)).await?,
        AgentCommand::Activate { email } => activate(app, &by, &email, Some(true)).await?,
    }
    Ok(())
}

async fn activate(app: &App, by: &By, email: &str, active: Option<bool>) -> anyhow::Result<()> {
    let agent = find(app, email).await?;
    let change = AgentChange {
        active,
        ..AgentChange::default()
    };
    app.desk.change_agent(by, agent.id, change).await?;
    println!(
        "{email} {}",
        if active == Some(true) {
            "may sign in again."
        } else {
            "may not sign in any more."
        }
    );
    Ok(())
}

async fn find(app: &App, email: &str) -> anyhow::Result<Agent> {
    let key = email_key(email);
    let found: Option<Agent> = app
        .db()
        .read(async move |tx| store::agent::by_email(tx, &key).await)
        .await?;
    found.ok_or_else(|| {
        anyhow::anyhow!("there is no agent {email}; `fairlead agent list` shows all")
    })
}

async fn list(app: &App) -> anyhow::Result<()> {
    let agents: Vec<Agent> = app
        .db()
        .read(async |tx| store::agent::all(tx).await)
        .await?;
    for agent in agents {
        let state = match (agent.active, agent.invited) {
            (false, _) => "deactivated",
            (true, true) => "invited",
            (true, false) => "active",
        };
        println!(
            "{:<14} {:<11} {}  {}",
            agent.permission_set.to_string(),
            state,
            agent.email,
            agent.name
        );
    }
    Ok(())
}
