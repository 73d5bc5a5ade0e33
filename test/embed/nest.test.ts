import { lastValueFrom, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { nestErrors } from '../../src/embed/nest-errors.js';
import { nestLifecycle } from '../../src/embed/nest-lifecycle.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { testMonitor } from '../support/monitor.js';
import { captured } from './support/captured.js';
import { handled, NestLike } from './support/nest-like.js';

describe('nestLifecycle', () => {
  it('opens the journal first, starts with the application and stops with it', async () => {
    const journal = memoryJournal();
    let opened = 0;
    const { clock, monitor } = testMonitor({
      services: { api: () => true },
      journal: {
        ...journal,
        open: () => {
          opened++;
          return journal.open();
        },
      },
    });
    const lifecycle = nestLifecycle(monitor, { clock });
    const phases: string[] = [];
    const app = new NestLike([lifecycle], async () => void phases.push(monitor.phase));
    await lifecycle.onModuleInit();
    expect([opened, monitor.phase]).toEqual([1, 'idle']);
    await app.init();
    expect([opened, monitor.phase]).toEqual([1, 'running']);
    await app.close('SIGTERM');
    expect(phases).toEqual(['stopping']);
    expect(monitor.phase).toBe('stopped');
    expect(clock.pendingTasks).toBe(0);
  });

  it('leaves nothing behind when the application is closed twice', async () => {
    const { clock, monitor } = testMonitor();
    const lifecycle = nestLifecycle(monitor, { clock });
    await lifecycle.onApplicationBootstrap();
    lifecycle.beforeApplicationShutdown();
    lifecycle.beforeApplicationShutdown();
    await Promise.all([lifecycle.onApplicationShutdown(), lifecycle.onApplicationShutdown()]);
    expect(monitor.phase).toBe('stopped');
    expect(clock.pendingTasks).toBe(0);
  });

  it('tells alerts of other providers, from their first hook to the close of the server', async () => {
    const { clock, ops, monitor } = testMonitor();
    const say = (title: string) => () => monitor.alert({ title, severity: 'error' });
    const other = {
      onModuleInit: say('init'),
      onModuleDestroy: say('destroy'),
      beforeApplicationShutdown: say('before'),
    };
    let ended = false;
    const handler = {
      close() {
        ended = true;
      },
    };
    const app = new NestLike([nestLifecycle(monitor, { clock, handler }), other], async () => {
      await say('closing')();
    });
    await app.init();
    expect(ended).toBe(false);
    await app.close();
    expect(ended).toBe(true);
    expect(ops.notifications.map(({ title }) => title)).toEqual(['init', 'destroy', 'before', 'closing']);
    await expect(monitor.alert({ title: 'late' })).rejects.toMatchObject({ code: 'ERR_STOPPED' });
  });

  it('fails the start of the application if the journal cannot be opened', async () => {
    const { monitor } = testMonitor({
      journal: { ...memoryJournal(), open: () => Promise.reject(new Error('the disk is away')) },
    });
    await expect(new NestLike([nestLifecycle(monitor)]).init()).rejects.toThrow('the disk is away');
  });

  it('stops the monitor of an application that never began', async () => {
    const { clock, monitor } = testMonitor();
    await new NestLike([nestLifecycle(monitor, { clock })]).close();
    expect(monitor.phase).toBe('stopped');
    expect(clock.pendingTasks).toBe(0);
  });
});

describe('nestErrors', () => {
  const failure = new Error('the database is away');
  const fails = () => throwError(() => failure);

  it('captures by method and route, whatever platform is below, and passes the error on', async () => {
    const { monitor } = testMonitor();
    const interceptor = nestErrors(monitor);
    const express = { method: 'GET', route: { path: '/orders/:id' }, url: '/orders/4711?token=hidden' };
    const fastify = { method: 'POST', routeOptions: { url: '/orders' }, body: { password: 'hidden' } };
    await expect(lastValueFrom(handled(interceptor, express, fails))).rejects.toBe(failure);
    await expect(lastValueFrom(handled(interceptor, fastify, fails))).rejects.toBe(failure);
    await expect(lastValueFrom(handled(interceptor, { method: 'GET' }, fails))).rejects.toBe(failure);
    await expect(lastValueFrom(handled(interceptor, undefined, fails))).rejects.toBe(failure);
    expect(captured(monitor)).toEqual([
      'http | GET /orders/:id | the database is away | 500',
      'http | POST /orders | the database is away | 500',
      'http | GET OrdersController.find | the database is away | 500',
      'http | OrdersController.find | the database is away | 500',
    ]);
    expect(JSON.stringify(monitor.errors.recent())).not.toMatch(/hidden|4711/);
  });

  it('leaves answers and faults of the client alone', async () => {
    const { monitor } = testMonitor();
    const interceptor = nestErrors(monitor);
    expect(await lastValueFrom(handled(interceptor, { method: 'GET' }, () => of('fine')))).toBe('fine');
    const refusal = Object.assign(new Error('there is no such order'), { status: 404 });
    const refused = handled(interceptor, { method: 'GET' }, () => throwError(() => refusal));
    await expect(lastValueFrom(refused)).rejects.toBe(refusal);
    expect(captured(monitor)).toEqual([]);
  });
});
