import { describe, expect, it } from 'vitest';
import { createSseParser, type SseEvent } from '../../dashboard/src/state/sse-parser.js';

function parse(...chunks: string[]): SseEvent[] {
  const events: SseEvent[] = [];
  const take = createSseParser((event) => events.push(event));
  for (const chunk of chunks) take(chunk);
  return events;
}

describe('the stream of events', () => {
  it('is read event by event, each with the id that was given last', () => {
    expect(parse('id: 7\nevent: change\ndata: {"a":1}\n\n', 'data: x\n\n')).toEqual([
      { event: 'change', data: '{"a":1}', lastEventId: '7' },
      { event: 'message', data: 'x', lastEventId: '7' },
    ]);
  });

  it('may be cut anywhere', () => {
    const text = 'id: 1\r\nevent: change\r\ndata: one\r\ndata: two\r\n\r\n: still here\n\ndata: x\n\n';
    const whole = parse(text);
    expect(whole).toEqual([
      { event: 'change', data: 'one\ntwo', lastEventId: '1' },
      { event: 'message', data: 'x', lastEventId: '1' },
    ]);
    for (let cut = 1; cut < text.length; cut++) {
      expect(parse(text.slice(0, cut), text.slice(cut))).toEqual(whole);
    }
    expect(parse(...text)).toEqual(whole);
  });

  it('has comments, which say nothing, and events without data, which are none', () => {
    expect(parse(': hello\n\n', 'event: change\n\n', 'id: 5\n\n', 'data\n\n')).toEqual([
      { event: 'message', data: '', lastEventId: '5' },
    ]);
  });

  it('does not begin an event that is not complete', () => {
    expect(parse('data: x\n')).toEqual([]);
  });
});
