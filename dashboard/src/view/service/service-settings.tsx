import type { JSX } from 'preact';
import { formatDuration } from '../../../../src/domain/duration.js';
import type { MaintenanceRecord } from '../../../../src/domain/maintenance.js';
import type { ServiceState } from '../../../../src/domain/service.js';
import type { ServiceDetail } from '../../../../src/http/api/views.js';
import { store } from '../../browser/live.js';
import { linkToService } from '../../state/route.js';
import { countText } from '../../text/number-text.js';
import { StatusIcon } from '../icons.js';
import { Ago } from '../time.js';
import { Fact } from './fact.js';

/** How the service is watched. */
export function ServiceSettingsList({
  detail,
  state,
}: {
  detail: ServiceDetail | undefined;
  state: ServiceState;
}): JSX.Element {
  const settings = detail?.settings;
  return (
    <section class="panel" aria-labelledby="settings-heading">
      <h2 id="settings-heading">Settings</h2>
      {detail !== undefined && settings === undefined && (
        <p class="quiet">An earlier run watched it; this one does not.</p>
      )}
      <dl class="facts">
        {settings !== undefined && (
          <>
            <Fact name="Checked every">{formatDuration(settings.everyMs)}</Fact>
            <Fact name="Timeout">{formatDuration(settings.timeoutMs)}</Fact>
            <Fact name="Slow after">
              {settings.slowAfterMs === undefined ? 'no limit' : formatDuration(settings.slowAfterMs)}
            </Fact>
            <Fact name="Unhealthy after">
              {settings.failureThreshold === 1
                ? 'the first failure'
                : `${settings.failureThreshold} failures in a row`}
            </Fact>
            <Fact name="Healthy after">
              {settings.recoveryThreshold === 1
                ? 'the first pass'
                : `${settings.recoveryThreshold} passes in a row`}
            </Fact>
            <Fact name="Depends on">
              {settings.dependsOn.length === 0 ? 'nothing' : <Parents names={settings.dependsOn} />}
            </Fact>
            {settings.maintenance.length > 0 && (
              <Fact name="Maintenance">
                <ul class="plain">
                  {settings.maintenance.map((window) => (
                    <li key={JSON.stringify(window)}>
                      <Maintenance window={window} />
                    </li>
                  ))}
                </ul>
              </Fact>
            )}
          </>
        )}
        <Fact name="Checks">
          {countText(state.totalChecks)}, {countText(state.totalFailures)} failed
        </Fact>
        {state.lastSuccessAt !== undefined && (
          <Fact name="Last success">
            <Ago at={state.lastSuccessAt} />
          </Fact>
        )}
        {state.lastFailureAt !== undefined && (
          <Fact name="Last failure">
            <Ago at={state.lastFailureAt} />
          </Fact>
        )}
        {detail?.hungSince !== undefined && (
          <Fact name="Hangs">
            A check that was given up has not answered since <Ago at={detail.hungSince} />
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Parents({ names }: { names: readonly string[] }): JSX.Element {
  return (
    <ul class="plain">
      {names.map((name) => {
        const parent = store.service(name)?.value;
        return (
          <li key={name}>
            <a class="parent" href={linkToService(name)}>
              {parent !== undefined && <StatusIcon status={parent.status} paused={parent.paused} />}
              <bdi>{name}</bdi>
              {parent !== undefined && <span class="hidden">, {parent.status}</span>}
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function Maintenance({
  window: { days, start, durationMs, timeZone, reason },
}: {
  window: MaintenanceRecord;
}): JSX.Element {
  const when = days.length === 7 ? 'daily' : days.join(', ');
  return (
    <>
      {when} {start} for {formatDuration(durationMs)}, {timeZone}
      {reason !== undefined && (
        <>
          : <bdi>{reason}</bdi>
        </>
      )}
    </>
  );
}
