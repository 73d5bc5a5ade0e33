import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import * as machines from '../../machines/index.js';
import { DRAWN_MACHINES } from '../../scripts/drawn-machines.js';
import { machineChart } from '../../scripts/machine-chart.js';
import { machineDrawings } from '../../scripts/machine-drawings.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const drawings = await machineDrawings();

describe('the drawings of the machines', () => {
  test.each([...drawings])('%s is up to date', (path, drawn) => {
    const written = readFileSync(join(root, path), 'utf8');
    expect(
      written === drawn,
      `${path} is out of date. Run \`npm run generate\` and commit what it writes.`,
    ).toBe(true);
  });

  test('leave no file behind that is no longer drawn', () => {
    const found = readdirSync(join(root, 'docs/machines')).map((name) => `docs/machines/${name}`);
    expect(found.sort()).toEqual([...drawings.keys()].filter((path) => path.endsWith('.svg')).sort());
  });

  test('show every machine there is', () => {
    const exported = Object.entries(machines).flatMap(([name, value]) =>
      name.endsWith('Machine') ? [value] : [],
    );
    expect(exported.length).toBeGreaterThan(3);
    expect(new Set(DRAWN_MACHINES.map(({ machine }) => machine))).toEqual(new Set(exported));
  });

  test('carry no style that a strict Content-Security-Policy would refuse where the live page shows them', () => {
    const chart = drawings.get('dashboard/src/generated/service-chart.ts') ?? '';
    expect(chart).toContain("id: 'unhealthy'");
    expect(chart).not.toMatch(/style/i);
  });
});

describe('the chart of a machine', () => {
  test('merges the transitions between two states, and names what leaves a state as it is', () => {
    const machine = createMachine({
      id: 'door',
      initial: 'shut',
      on: { knock: {}, burn: '.gone' },
      states: {
        shut: { on: { open: 'ajar', kick: 'ajar', pick: { guard: 'skilled', target: 'ajar' } } },
        ajar: { on: { shut: 'shut', push: {} } },
        gone: { type: 'final' },
      },
    });
    expect(machineChart(machine, { skilled: 'with skill' })).toEqual({
      id: 'door',
      states: [
        { id: 'start', label: '', kind: 'start', stays: [] },
        { id: 'shut', label: 'shut', kind: 'state', stays: [] },
        { id: 'ajar', label: 'ajar', kind: 'state', stays: ['push'] },
        { id: 'gone', label: 'gone', kind: 'final', stays: [] },
        { id: 'any', label: 'any state', kind: 'any', stays: ['knock'] },
      ],
      edges: [
        { from: 'start', to: 'shut', labels: [] },
        {
          from: 'shut',
          to: 'ajar',
          labels: [
            { event: 'open or kick', guard: '' },
            { event: 'pick', guard: 'with skill' },
          ],
        },
        { from: 'ajar', to: 'shut', labels: [{ event: 'shut', guard: '' }] },
        { from: 'any', to: 'gone', labels: [{ event: 'burn', guard: '' }] },
      ],
    });
  });

  test('asks for words for a guard that has none', () => {
    const machine = createMachine({
      id: 'door',
      initial: 'shut',
      states: { shut: { on: { pick: { guard: 'skilled', target: 'ajar' } } }, ajar: {} },
    });
    expect(() => machineChart(machine, {})).toThrow(
      'the guard "skilled" of door has no words in scripts/drawn-machines.ts',
    );
  });

  test('refuses states within states, which it cannot draw', () => {
    const machine = createMachine({
      id: 'door',
      initial: 'a',
      states: { a: { initial: 'b', states: { b: {} } } },
    });
    expect(() => machineChart(machine, {})).toThrow('door.a: nested states cannot be drawn');
  });
});
