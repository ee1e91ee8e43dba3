//! The history as a plan: who writes what when, and which agent does what about it. Pure: the same seed, end and size give the same plan.
//!
//! `history` carries it out by the verbs of the desk.

use super::chance::Chance;
use super::company::{Book, Speech, Story};
use super::hours::{self, DAY, HOUR, MINUTE};
use super::letters::{self, Person};
use domain::Millis;
use domain::conversation::Urgency;
use jiff::tz::TimeZone;

/// Conversations of a busy day.
pub const DAILY: i64 = 13;
/// Of what comes when nobody works at the end of the history, so many in a hundred are answered by who is on duty: nearly
/// all that has lain for a while, little of what is fresh.
const ON_DUTY: (i64, i64) = (88, 15);
const A_WHILE: Millis = 3 * HOUR;
/// The history goes back no further.
pub const LONGEST_DAYS: i64 = 120;

/// How large a history, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub conversations: usize,
    pub until: Millis,
    pub seed: u64,
}

impl Size {
    /// Days that the history covers.
    #[must_use]
    pub fn days(&self) -> i64 {
        let wanted = i64::try_from(self.conversations).unwrap_or(i64::MAX) / DAILY + 3;
        wanted.clamp(3, LONGEST_DAYS)
    }

    /// When the company was founded: a day before the first mail.
    #[must_use]
    pub fn founded(&self) -> Millis {
        self.until - (self.days() + 1) * DAY
    }

    /// When the retired channel was closed.
    #[must_use]
    pub fn retired(&self) -> Millis {
        self.until - self.days() * DAY * 2 / 5
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub threads: Vec<Thread>,
    /// By time.
    pub steps: Vec<Step>,
}

/// One matter of one customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    pub person: Person,
    /// Local part of the address that was written to.
    pub to: String,
    pub subject: String,
    pub number: u64,
    pub triage: Triage,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Matter,
    /// `true`: a filter upstream says so.
    Spam {
        flagged: bool,
    },
    /// Has passed too many servers.
    Loop,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triage {
    pub urgency: Urgency,
    pub topic: String,
    pub tags: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub at: Millis,
    pub thread: usize,
    pub act: Act,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The customer writes; the whole text with greeting and name.
    Writes { said: String, file: Option<String> },
    /// The customer's program says that they are away.
    Away { subject: String, said: String },
    /// The last answer comes back.
    Bounces,
    /// An agent (index in the book) does these things at one go.
    Works { agent: usize, deeds: Vec<Deed> },
    /// A snooze ends.
    Wakes,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    Triage,
    Take,
    Note(String),
    Reply {
        said: String,
        resolve: bool,
        /// With a paper attached.
        paper: bool,
    },
    Snooze {
        until: Millis,
    },
    Resolve,
    Spam,
}

/// Makes the plan.
#[must_use]
pub fn plan(book: &Book, size: &Size) -> Plan {
    let mut chance = Chance::new(size.seed);
    let mut planner = Planner {
        book,
        size,
        zones: book.agents.iter().map(|a| hours::zone(&a.zone)).collect(),
        threads: Vec::new(),
        steps: Vec::new(),
    };
    for n in 0..size.conversations {
        let mut own = chance.fork();
        match own.between(0, 99) {
            0..4 => planner.spam(&mut own),
            _ => planner.matter(&mut own),
        }
        if n == 0 {
            planner.round(&mut own);
        }
    }
    let Planner {
        threads, mut steps, ..
    } = planner;
    steps.retain(|step| step.at < size.until - MINUTE);
    // What hangs on a step that fell away is later than it, and fell away too. The sort is stable: same times keep their order.
    steps.sort_by_key(|step| step.at);
    Plan { threads, steps }
}

struct Planner<'a> {
    book: &'a Book,
    size: &'a Size,
    zones: Vec<TimeZone>,
    threads: Vec<Thread>,
    steps: Vec<Step>,
}

impl Planner<'_> {
    fn step(&mut self, at: Millis, act: Act) {
        let thread = self.threads.len() - 1;
        self.steps.push(Step { at, thread, act });
    }

    fn works(&mut self, at: Millis, agent: usize, deeds: Vec<Deed>) {
        self.step(at, Act::Works { agent, deeds });
    }

    fn spam(&mut self, chance: &mut Chance) {
        let book = self.book;
        let Some(words) = chance.one(&book.simulated.spam) else {
            return;
        };
        let mut person = letters::person(book, "en", chance);
        person.address = format!(
            "offers{}@bulk-{}.example",
            chance.between(1, 900),
            chance.between(1, 40)
        );
        person.name = "Growth Team".to_owned();
        let flagged = chance.percent(55);
        let to = book
            .addresses
            .first()
            .map(|a| a.local.clone())
            .unwrap_or_default();
        let at = hours::writes_at(self.size.until, self.size.days(), &TimeZone::UTC, chance);
        self.threads.push(Thread {
            person,
            to: to.clone(),
            subject: words.subject.clone(),
            number: 0,
            triage: Triage {
                urgency: Urgency::Normal,
                topic: String::new(),
                tags: Vec::new(),
            },
            kind: Kind::Spam { flagged },
        });
        self.step(
            at,
            Act::Writes {
                said: words.body.clone(),
                file: None,
            },
        );
        let team = book.team_of(&to);
        if !flagged
            && let Some((seen, agent)) =
                self.next(at + chance.between(20, 200) * MINUTE, team, None, chance)
        {
            self.works(seen, agent, vec![Deed::Spam]);
        }
    }

    /// One mail that goes round, for the quarantine.
    fn round(&mut self, chance: &mut Chance) {
        let person = letters::person(self.book, "en", chance);
        self.threads.push(Thread {
            person,
            to: self
                .book
                .addresses
                .first()
                .map(|a| a.local.clone())
                .unwrap_or_default(),
            subject: "Fwd: Fwd: Fwd: warranty card".to_owned(),
            number: 0,
            triage: Triage {
                urgency: Urgency::Normal,
                topic: String::new(),
                tags: Vec::new(),
            },
            kind: Kind::Loop,
        });
        let act = Act::Writes {
            said: "Please find the card below.".to_owned(),
            file: None,
        };
        self.step(self.size.until - 5 * HOUR, act);
    }

    fn matter(&mut self, chance: &mut Chance) {
        let book = self.book;
        let shares: Vec<u32> = book.speech.values().map(|s| s.share).collect();
        let drawn = book.speech.iter().nth(chance.weighed(&shares));
        let Some((lang, speech)) = drawn else { return };
        let told: Vec<&Story> = book.stories.iter().filter(|s| s.lang == *lang).collect();
        let Some(&story) = chance.one(&told) else {
            return;
        };
        let zone = hours::zone(&speech.zone);
        let at = hours::writes_at(self.size.until, self.size.days(), &zone, chance);
        let age = (self.size.until - at) / DAY;
        let number =
            u64::try_from(10_400 + (LONGEST_DAYS - age) * 9 + chance.between(0, 8)).unwrap_or(0);
        let fill = |text: &str| text.replace("{order}", &number.to_string());
        let person = letters::person(book, lang, chance);
        let said = letters::greeted(
            speech,
            &person,
            &fill(&story.opening),
            &book.company,
            None,
            chance,
        );
        self.threads.push(Thread {
            person,
            to: story.to.clone(),
            subject: fill(&story.subject),
            number,
            triage: Triage {
                urgency: story.urgency,
                topic: story.topic.clone(),
                tags: story.tags.clone(),
            },
            kind: Kind::Matter,
        });
        self.step(
            at,
            Act::Writes {
                said,
                file: story.file.clone(),
            },
        );
        let case = Case {
            story,
            speech,
            zone,
            team: book.team_of(&story.to).to_owned(),
            number,
        };
        self.answer(&case, at, chance);
    }

    /// From the question to the first answer.
    fn answer(&mut self, case: &Case<'_>, asked: Millis, chance: &mut Chance) {
        // A few wait longer than they should.
        let slow = chance.percent(6);
        let (low, high) = match case.story.urgency {
            Urgency::Urgent => (4, 35),
            Urgency::High => (10, 110),
            Urgency::Normal => (20, 330),
            Urgency::Low => (45, 800),
        };
        let think = if slow {
            2 * DAY
        } else {
            chance.between(low, high) * MINUTE
        };
        let Some((mut at, agent)) = self.next(asked + think, &case.team, None, chance) else {
            return;
        };
        let chased = hours::awake_after(asked + chance.between(20, 40) * HOUR, &case.zone);
        if at > chased + HOUR && chance.percent(60) {
            let words = chance.one(&case.speech.chase).cloned().unwrap_or_default();
            let said = self.greeted(case, &words, None, chance);
            self.step(chased, Act::Writes { said, file: None });
        }
        let mut deeds = vec![Deed::Triage, Deed::Take];
        let note = case.story.note.clone().filter(|_| chance.percent(70));
        let note = note.or_else(|| {
            chance
                .one(&self.book.notes)
                .cloned()
                .filter(|_| chance.percent(9))
        });
        deeds.extend(note.map(Deed::Note));
        if chance.percent(9) {
            // Something has to be found out first.
            let until = at + chance.between(18, 60) * HOUR;
            deeds.push(Deed::Snooze { until });
            self.works(at, agent, deeds);
            self.step(until, Act::Wakes);
            let Some((again, _)) = self.next(
                until + chance.between(5, 90) * MINUTE,
                &case.team,
                Some(agent),
                chance,
            ) else {
                return;
            };
            (at, deeds) = (again, Vec::new());
        } else if chance.percent(25) {
            // Sorted now, answered a little later.
            self.works(at, agent, std::mem::take(&mut deeds));
            at += chance.between(6, 45) * MINUTE;
        }
        let answers = case.story.reply.is_some() && chance.percent(85);
        let resolve = !answers && chance.percent(50);
        deeds.push(Deed::Reply {
            said: case.fill(&case.story.answer),
            resolve,
            // Who sent a picture of something broken mostly gets a label to send it back.
            paper: case.story.file.is_some() && chance.percent(60),
        });
        self.works(at, agent, deeds);
        self.after(case, at, agent, answers, resolve, chance);
    }

    /// What follows the first answer.
    fn after(
        &mut self,
        case: &Case<'_>,
        at: Millis,
        agent: usize,
        answers: bool,
        resolved: bool,
        chance: &mut Chance,
    ) {
        if chance.percent(1) {
            self.step(at + 3 * MINUTE, Act::Bounces);
            let words =
                "The address does not take mail any more. No telephone number on the order either."
                    .to_owned();
            if let Some((seen, who)) = self.next(at + 2 * HOUR, &case.team, Some(agent), chance) {
                self.works(seen, who, vec![Deed::Note(words)]);
            }
            return;
        }
        if chance.percent(3) {
            let words = self
                .book
                .simulated
                .away
                .iter()
                .find(|w| w.lang == case.story.lang);
            if let Some(words) = words.or(self.book.simulated.away.first()) {
                let act = Act::Away {
                    subject: words.subject.clone(),
                    said: words.body.clone(),
                };
                self.step(at + 2 * MINUTE, act);
            }
        }
        if let (true, Some(reply)) = (answers, &case.story.reply) {
            let later = hours::awake_after(at + chance.between(15, 26 * 60) * MINUTE, &case.zone);
            let name = self.book.agents.get(agent).map(|a| a.name.clone());
            let said = self.greeted(case, &case.fill(reply), name.as_deref(), chance);
            self.step(later, Act::Writes { said, file: None });
            self.finish(case, later, agent, chance);
        } else if !resolved && chance.percent(88) {
            // Nothing was heard any more.
            let quiet = at + chance.between(3, 7) * DAY;
            if let Some((seen, who)) = self.next(quiet, &case.team, Some(agent), chance) {
                self.works(seen, who, vec![Deed::Resolve]);
            }
        }
    }

    /// The customer has answered: a last word, and sometimes one more.
    fn finish(&mut self, case: &Case<'_>, from: Millis, agent: usize, chance: &mut Chance) {
        let same = chance.percent(80).then_some(agent);
        let Some((at, who)) = self.next(
            from + chance.between(8, 240) * MINUTE,
            &case.team,
            same,
            chance,
        ) else {
            return;
        };
        let word = case.story.closing.as_ref().or_else(|| {
            chance
                .one(&case.speech.closing)
                .filter(|_| chance.percent(45))
        });
        let deeds = match word {
            Some(word) => vec![Deed::Reply {
                said: case.fill(word),
                resolve: true,
                paper: false,
            }],
            None => vec![Deed::Resolve],
        };
        self.works(at, who, deeds);
        if !chance.percent(12) {
            return;
        }
        let later = hours::awake_after(at + chance.between(1, 60) * HOUR, &case.zone);
        let words = chance.one(&case.speech.thanks).cloned().unwrap_or_default();
        self.step(
            later,
            Act::Writes {
                said: words,
                file: None,
            },
        );
        if let Some((seen, who)) = self.next(
            later + chance.between(10, 200) * MINUTE,
            &case.team,
            Some(who),
            chance,
        ) {
            self.works(seen, who, vec![Deed::Resolve]);
        }
    }

    /// Who of the team is at work next; `only` narrows it to one of them.
    fn next(
        &self,
        from: Millis,
        team: &str,
        only: Option<usize>,
        chance: &mut Chance,
    ) -> Option<(Millis, usize)> {
        let there = |(n, _): &(usize, TimeZone)| {
            let of_team = self
                .book
                .agents
                .get(*n)
                .is_some_and(|a| a.teams.iter().any(|t| t == team));
            only.map_or(of_team, |o| o == *n)
        };
        let zones: Vec<(usize, TimeZone)> = self
            .zones
            .iter()
            .cloned()
            .enumerate()
            .filter(there)
            .collect();
        let sharp = hours::next_at_work(from, &zones, chance)?;
        Some(self.on_duty(from, sharp, chance).unwrap_or(sharp))
    }

    /// Nobody comes back to a desk on which everything is late: most of what would still be untouched at the end was seen to
    /// by whoever was on duty, at night and at the weekend.
    fn on_duty(
        &self,
        from: Millis,
        sharp: (Millis, usize),
        chance: &mut Chance,
    ) -> Option<(Millis, usize)> {
        let at = from + chance.between(2, 25) * MINUTE;
        let share = if at < self.size.until - A_WHILE {
            ON_DUTY.0
        } else {
            ON_DUTY.1
        };
        (sharp.0 >= self.size.until - MINUTE && at < self.size.until && chance.percent(share))
            .then_some((at, sharp.1))
    }

    fn greeted(
        &self,
        case: &Case<'_>,
        said: &str,
        agent: Option<&str>,
        chance: &mut Chance,
    ) -> String {
        let Some(thread) = self.threads.last() else {
            return said.to_owned();
        };
        letters::greeted(
            case.speech,
            &thread.person,
            said,
            &self.book.company,
            agent,
            chance,
        )
    }
}

/// What stays the same in one matter.
struct Case<'a> {
    story: &'a Story,
    speech: &'a Speech,
    zone: TimeZone,
    team: String,
    number: u64,
}

impl Case<'_> {
    fn fill(&self, text: &str) -> String {
        text.replace("{order}", &self.number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(seed: u64) -> Size {
        Size {
            conversations: 300,
            until: 1_772_900_000_000,
            seed,
        }
    }

    #[test]
    fn a_seed_tells_the_same_history_and_another_seed_another_one() {
        let book = Book::open().expect("readable");
        let once = plan(&book, &size(7));
        assert_eq!(once, plan(&book, &size(7)));
        assert_ne!(once.steps, plan(&book, &size(8)).steps);
    }

    #[test]
    fn the_history_keeps_to_its_time_and_tells_of_everything() {
        let book = Book::open().expect("readable");
        let size = Size {
            conversations: 1_500,
            ..size(1)
        };
        let plan = plan(&book, &size);
        assert!(
            plan.steps
                .iter()
                .all(|s| s.at < size.until && s.at > size.founded())
        );
        assert!(plan.steps.is_sorted_by_key(|s| s.at));
        let has = |f: &dyn Fn(&Act) -> bool| plan.steps.iter().filter(|s| f(&s.act)).count();
        assert!(has(&|a| matches!(a, Act::Bounces)) > 2);
        assert!(has(&|a| matches!(a, Act::Away { .. })) > 5);
        assert!(has(&|a| matches!(a, Act::Wakes)) > 20);
        assert!(has(&|a| matches!(a, Act::Writes { file: Some(_), .. })) > 50);
        let langs: std::collections::HashSet<_> =
            plan.threads.iter().map(|t| &t.person.lang).collect();
        assert_eq!(langs.len(), book.speech.len());
    }

    #[test]
    fn at_the_end_of_a_weekend_many_of_those_who_wait_are_not_late() {
        let book = Book::open().expect("readable");
        let (mut late_ones, mut all) = (0, 0);
        for seed in 1..9 {
            let size = Size {
                conversations: 1_500,
                ..size(seed)
            };
            let plan = plan(&book, &size);
            let mut waiting = std::collections::HashMap::new();
            for step in &plan.steps {
                match &step.act {
                    Act::Writes { .. } => {
                        waiting.entry(step.thread).or_insert(step.at);
                    }
                    Act::Works { deeds, .. }
                        if deeds.iter().any(|d| {
                            matches!(
                                d,
                                Deed::Reply { .. }
                                    | Deed::Snooze { .. }
                                    | Deed::Resolve
                                    | Deed::Spam
                            )
                        }) =>
                    {
                        waiting.remove(&step.thread);
                    }
                    _ => {}
                }
            }
            waiting.retain(|thread, _| plan.threads[*thread].kind == Kind::Matter);
            let target = |thread: usize| {
                let to = &plan.threads[thread].to;
                let address = book.addresses.iter().find(|a| a.local == *to);
                i64::from(address.map_or(480, |a| a.target_min)) * MINUTE
            };
            let late = waiting
                .iter()
                .filter(|&(&thread, &at)| at + target(thread) < size.until);
            late_ones += late.count();
            all += waiting.len();
        }
        assert!(all >= 40, "somebody waits: {all}");
        assert!(late_ones * 3 <= all * 2, "{late_ones} of {all} are late");
        assert!(late_ones > 0, "as in life, somebody waits too long");
    }

    #[test]
    fn agents_answer_in_their_working_hours_until_the_last_weekend() {
        let book = Book::open().expect("readable");
        let weekend = size(3).until - 3 * DAY;
        for step in plan(&book, &size(3)).steps {
            if step.at > weekend {
                continue;
            }
            if let Act::Works { agent, .. } = step.act {
                let zone = hours::zone(&book.agents[agent].zone);
                // Somebody may stay a little longer to finish what they began.
                assert!(hours::at_work(step.at, &zone) || hours::at_work(step.at - HOUR, &zone));
            }
        }
    }
}
