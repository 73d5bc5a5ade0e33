import { describe, expect, test } from 'vitest';
import { createHealth } from '../../../src/http/health/create-health.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import { testMonitor } from '../../support/monitor.js';
import { asked, withServices } from './asked-health.js';

describe('/livez', () => {
  test('passes whatever the monitor does, and says nothing else to anybody', async () => {
    const { monitor, ask, askAsStranger } = await withServices({ api: ['fail', 'fail'] });
    expect(await ask('/livez')).toEqual({ status: 200, body: { status: 'pass' } });
    await monitor.start();
    expect(await askAsStranger('/livez')).toEqual({ status: 200, body: { status: 'pass' } });
    await monitor.stop();
    expect(await ask('/livez')).toEqual({ status: 200, body: { status: 'pass' } });
  });

  test('does not depend on knowing who asks', async () => {
    const { monitor, clock } = testMonitor();
    const app = createHealth(monitor, {
      clock,
      version: '1',
      isTrusted() {
        throw new Error('the tokens cannot be read');
      },
    });
    expect((await app.request('/livez')).status).toBe(200);
    await monitor.stop();
  });
});

describe('/readyz', () => {
  test('passes only while the monitor runs', async () => {
    const { monitor, ask } = asked();
    const failing = (phase: string) => ({
      status: 503,
      body: { status: 'fail', version: '1.2.3', output: `the monitor is ${phase}` },
    });
    expect(await ask('/readyz')).toEqual(failing('idle'));
    const started = monitor.start();
    expect(await ask('/readyz')).toEqual(failing('starting'));
    await started;
    expect(await ask('/readyz')).toEqual({ status: 200, body: { status: 'pass', version: '1.2.3' } });
    await monitor.stop();
    expect(await ask('/readyz')).toEqual(failing('stopped'));
  });

  test('fails from the moment that the monitor is told to stop, however long that takes', async () => {
    const clock = new VirtualClock(0);
    let sending = false;
    const slow = {
      kind: 'slow',
      send: () =>
        new Promise<void>((resolve) => {
          sending = true;
          clock.setTimeout(resolve, 3_000);
        }),
    };
    const { monitor, ask } = asked({ channels: { slow } }, { clock });
    await monitor.start();
    await monitor.alert({ title: 'Disk full', severity: 'error' });
    expect(sending).toBe(true);
    const stopped = monitor.stop();
    const stopping = {
      status: 503,
      body: { status: 'fail', version: '1.2.3', output: 'the monitor is stopping' },
    };
    expect(await ask('/readyz')).toEqual(stopping);
    await clock.advance('2s');
    expect(monitor.phase).toBe('stopping');
    expect(await ask('/readyz')).toEqual(stopping);
    await clock.advance('2s');
    await stopped;
    expect((await ask('/readyz')).body).toMatchObject({ output: 'the monitor is stopped' });
  });

  test('does not mind how the services are', async () => {
    const { monitor, askAsStranger } = await withServices({ api: ['fail', 'fail'] });
    await monitor.start();
    expect(await askAsStranger('/readyz')).toEqual({ status: 200, body: { status: 'pass' } });
    await monitor.stop();
    expect(await askAsStranger('/readyz')).toEqual({ status: 503, body: { status: 'fail' } });
  });
});
