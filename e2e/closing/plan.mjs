// The plan of the story, as a lead edits the template for the clock of the demo, and the ways to move it.
import { until } from '../lib/until.mjs';

export const HOUR = 3_600_000;
export const [BRIEF, UNLIST, WRITE, ANNOUNCE, SIGNPOST, CLOSE] = [0, 1, 2, 3, 4, 5];
/** Those who were written to. */
const TOLD = ['told_reached', 'frequent_reached', 'captive_reached'];
/** What it asks for is counted in full here: a few hours bring too few for a sample. */
const COUNTED = [...TOLD, 'dead_ends_seen'];
/** Gates that need weeks of agents' work, or of answers to surveys. */
const WEEKS = ['unsolved_change', 'complaints_of_told'];

/** Options: `hours` of each step, `quiet`: the share of the volume of before at which the address is quiet enough, `told`: customers are written to. */
export function edited(content, { hours, quiet, told }) {
  const gate = (g) => (g.metric === 'volume_of_before' ? { ...g, threshold: quiet } : COUNTED.includes(g.metric) ? { ...g, counted: 'in_full', smallest_n: 1 } : g);
  const kept = (g) => !WEEKS.includes(g.metric) && (told || !TOLD.includes(g.metric));
  const step = (s, n) => ({ ...s, shortest_ms: hours[n] * HOUR, gates: s.gates.filter(kept).map(gate), tasks: s.tasks.map((t) => ({ ...t, due_ms: hours[n] * HOUR })) });
  const steps = content.steps.map(step);
  steps[SIGNPOST] = { ...steps[SIGNPOST], overlays: ['signpost'] };
  return { ...content, steps };
}

/** A plan, as somebody sees it who moves it by the API. */
export class Moved {
  constructor(lead, id) {
    this.lead = lead;
    this.id = id;
  }
  seen = () => this.lead.get(`/plans/${this.id}`);
  /** Its clock looks every hour, which is a change of the version now and then: whoever was later asks again. */
  async does(command) {
    for (;;) {
      const { plan } = await this.seen();
      try {
        return await this.lead.post(`/plans/${this.id}/commands`, { version: plan.version, ...command });
      } catch (error) {
        if (error.code !== 'version_conflict') throw error;
      }
    }
  }
  /** Tasks are done, and what has to be changed elsewhere is confirmed. */
  async work(note) {
    const { plan } = await this.seen();
    const step = plan.at_step;
    for (const [task, { done }] of plan.steps[step].tasks.entries()) if (!done) await this.does({ do: 'do_task', step, task, note });
    for (const [item, { confirmed }] of plan.steps[step].outside.entries()) if (!confirmed) await this.does({ do: 'confirm', step, item, note });
  }
  /** Until nothing holds the step that runs; time and gates are real. */
  async free(step, patience) {
    let last = null;
    return until(async () => {
      last = await this.seen();
      if (last.plan.state.is !== 'running' || last.plan.at_step !== step) throw new Error(`the plan left its step: ${JSON.stringify(last.plan.state)}`);
      return last.waits.length === 0 && last;
    }, `step ${step + 1} is free`, patience).catch((error) => {
      throw new Error(`${error.message}; it waits for ${JSON.stringify(last?.waits)}; ${JSON.stringify(last?.plan.state.gates)}`);
    });
  }
}
