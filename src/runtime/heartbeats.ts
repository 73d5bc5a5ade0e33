import {
  awaitedSince,
  type Beat,
  type HeartbeatVerdict,
  judgeHeartbeat,
  takeBeat,
  underNewPlan,
} from '../checks/heartbeat-rule.js';
import type { Check } from '../domain/check.js';
import type { Clock, TimerHandle } from '../domain/clock.js';
import type { CheckCompleted } from '../domain/events.js';
import { type BeatInput, type HeartbeatPlan, type HeartbeatState, isHeartbeat } from '../domain/heartbeat.js';
import type { ServiceState } from '../domain/service.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { DecisionGraph } from './decision-graph.js';
import { readBeat } from './read-beat.js';

export interface HeartbeatsOptions {
  readonly clock: Clock;
  /** What is known of a service. */
  readonly stateOf: (name: string) => ServiceState | undefined;
  readonly submit: <T>(decide: (graph: DecisionGraph) => T) => Promise<T>;
  /** The same for what nobody waits for. */
  readonly submitLater: (decide: (graph: DecisionGraph) => unknown) => void;
}

/** A job that reports by itself. */
interface Job {
  readonly name: string;
  plan: HeartbeatPlan;
  state: HeartbeatState;
  paused: boolean;
  /** Rings when it is late. */
  timer: TimerHandle | undefined;
}

/**
 * The jobs that report by themselves. What is heard of one, and that it is late, is recorded as the result of a check,
 * with all that is then known of the job in its data: so a restart finds it in the last result, and a replay decides the
 * same. Verdicts are made where inputs are taken in, one after the other, so that none is out of date when it is recorded.
 */
export class Heartbeats {
  readonly #options: HeartbeatsOptions;
  readonly #jobs = new Map<string, Job>();
  #running = false;

  constructor(options: HeartbeatsOptions) {
    this.#options = options;
  }

  /** Begins to wait for a job if a service's check is a heartbeat; one that is known goes on under its new plan. */
  watch(name: string, check: Check): void {
    if (!isHeartbeat(check)) return this.forget(name);
    const plan = check.heartbeat;
    const known = this.#jobs.get(name);
    const now = this.#options.clock.now();
    const state = known === undefined ? awaitedSince(now) : underNewPlan(plan, known.state, now);
    const job = known ?? { name, plan, state, paused: false, timer: undefined };
    job.plan = plan;
    job.state = state;
    this.#jobs.set(name, job);
    this.#watchTime(job);
  }

  forget(name: string): void {
    const job = this.#jobs.get(name);
    if (job === undefined) return;
    this.#jobs.delete(name);
    this.#options.clock.clearTimeout(job.timer);
  }

  /** After a pause a job is waited for anew. */
  setPaused(name: string, paused: boolean): void {
    const job = this.#jobs.get(name);
    if (job === undefined || job.paused === paused) return;
    job.paused = paused;
    if (!paused) job.state = awaitedSince(this.#options.clock.now());
    this.#watchTime(job);
  }

  /** Goes on from what an earlier run knew. */
  restore(): void {
    const { clock, stateOf } = this.#options;
    for (const job of this.#jobs.values()) {
      const known = stateOf(job.name);
      if (known === undefined) continue;
      const { heartbeat, status, since, paused } = known;
      const now = clock.now();
      // One that was never heard of has been waited for as long as nothing is known of the service.
      const awaited = awaitedSince(status === 'unknown' ? since : now);
      job.state = heartbeat === undefined ? awaited : underNewPlan(job.plan, heartbeat, now);
      job.paused = paused;
    }
  }

  /** Begins to notice by itself when a job is late. */
  start(): void {
    this.#running = true;
    for (const job of this.#jobs.values()) this.#watchTime(job);
  }

  stop(): void {
    this.#running = false;
    for (const job of this.#jobs.values()) this.#watchTime(job);
  }

  /** Takes in that a service was checked; of a job the time has come to be looked at. */
  checked(graph: DecisionGraph, subject: string, data: CheckCompleted): void {
    const job = this.#jobs.get(subject);
    if (job === undefined) graph.accept({ type: 'check.completed', subject, data });
    else this.#judge(graph, job);
  }

  /**
   * Takes in word from a job; resolves once it is durable.
   *
   * @throws (rejects with) `ERR_INVALID_BEAT`, `ERR_UNKNOWN_SERVICE`, or `ERR_UNKNOWN_HEARTBEAT` for a service that is none
   */
  async beat(name: string, input: BeatInput | undefined): Promise<ServiceState> {
    const { stateOf, submit } = this.#options;
    const beat = readBeat(input);
    this.#known(name);
    await submit((graph) => this.#hear(graph, this.#known(name), beat));
    const state = stateOf(name);
    if (state !== undefined) return state;
    throw unknownService(name);
  }

  #hear(graph: DecisionGraph, job: Job, input: ReturnType<typeof readBeat>): void {
    if (job.paused) return;
    const { outcome, message } = input;
    const at = Math.min(input.at ?? graph.now(), graph.now());
    const beat: Beat = message === undefined ? { outcome, at } : { outcome, at, message };
    const state = takeBeat(job.plan, job.state, beat);
    if (state === job.state) return;
    job.state = state;
    this.#judge(graph, job, beat);
  }

  #judge(graph: DecisionGraph, job: Job, beat?: Beat): void {
    const verdict = judgeHeartbeat(job.plan, job.state, graph.now());
    job.state = verdict.state;
    this.#watchTime(job);
    const data = resultOf(verdict, beat);
    if (data !== undefined) graph.accept({ type: 'check.completed', subject: job.name, data });
  }

  /** Sets the timer of a job for when it is late next. */
  #watchTime(job: Job): void {
    const { clock } = this.#options;
    clock.clearTimeout(job.timer);
    job.timer = undefined;
    if (!this.#running || job.paused || job.state.failing !== undefined) return;
    const now = clock.now();
    const { failsAt, failing } = judgeHeartbeat(job.plan, job.state, now).state;
    const due = failing === undefined ? failsAt : now;
    if (due !== undefined) job.timer = clock.setTimeout(() => this.#ring(job, due), due - now);
  }

  #ring(job: Job, due: number): void {
    // A timer may come a little early.
    if (this.#options.clock.now() < due) return this.#watchTime(job);
    this.#options.submitLater((graph) => {
      if (this.#jobs.get(job.name) === job && !job.paused) this.#judge(graph, job);
    });
  }

  #known(name: string): Job {
    const job = this.#jobs.get(name);
    if (job !== undefined) return job;
    if (this.#options.stateOf(name) === undefined) throw unknownService(name);
    throw new TocsinError(
      'ERR_UNKNOWN_HEARTBEAT',
      `the service '${name}' does not wait for a job to report; give it heartbeat({ period }) as its check`,
    );
  }
}

/** What is recorded of a verdict; nothing as long as nothing is known. */
function resultOf(
  { state, outcome, message }: HeartbeatVerdict,
  beat: Beat | undefined,
): CheckCompleted | undefined {
  if (outcome === undefined) return undefined;
  const result = { outcome, latencyMs: 0, message, data: { heartbeat: state } };
  if (beat === undefined) return result;
  const data = { beat: beat.outcome, heartbeat: state };
  // At the time all that the job said is told, later the first line of it.
  if (beat.message === undefined) return { ...result, data };
  if (outcome === 'fail' && beat.outcome !== 'fail') return { ...result, data };
  return { ...result, message: outcome === 'fail' ? `the job failed: ${beat.message}` : beat.message, data };
}

function unknownService(name: string): TocsinError {
  return new TocsinError('ERR_UNKNOWN_SERVICE', `there is no service '${name}'`);
}
