/** A plain model of the service table, made from the words of the design and from no code. */
export interface ServiceModel {
  status: 'unknown' | 'healthy' | 'degraded' | 'unhealthy';
  paused: boolean;
}

type ModelEvent = 'pass' | 'warn' | 'fail' | 'pause' | 'resume';

/** Where a service is after those events: it looks at the whole history of results each time. */
export function runServiceModel(
  { failureThreshold, recoveryThreshold }: { failureThreshold: number; recoveryThreshold: number },
  events: readonly ModelEvent[],
): ServiceModel {
  const model: ServiceModel = { status: 'unknown', paused: false };
  let history: ModelEvent[] = [];
  const runOf = (...wanted: ModelEvent[]): number => {
    const breaks = history.findLastIndex((result) => !wanted.includes(result));
    return history.length - 1 - breaks;
  };
  for (const event of events) {
    if (event === 'pause') {
      model.paused = true;
    } else if (event === 'resume') {
      if (!model.paused) continue;
      model.paused = false;
      model.status = 'unknown';
      history = [];
    } else if (!model.paused) {
      history.push(event);
      if (event === 'pass' && runOf('pass') >= recoveryThreshold) model.status = 'healthy';
      if (event === 'warn' && (model.status !== 'unhealthy' || runOf('pass', 'warn') >= recoveryThreshold))
        model.status = 'degraded';
      if (event === 'fail' && model.status !== 'unhealthy')
        model.status = runOf('fail') >= failureThreshold ? 'unhealthy' : 'degraded';
    }
  }
  return model;
}
