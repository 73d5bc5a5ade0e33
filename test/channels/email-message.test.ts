import { test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { emailMessage } from '../../src/channels/email-message.js';
import { sampleNotification } from '../../src/testing/sample-notification.js';
import { arbitraryNotification } from '../support/arbitrary-notification.js';

/** The only markup that a mail has. */
const OWN_TAGS =
  /<(!doctype html|\/?(html|head|meta|body|div|h1|p|table|tr|th|td|ul|li)( [a-z]+="[^"<>]*")*)>/g;

describe('emailMessage', () => {
  property.prop([arbitraryNotification], { numRuns: 100 })(
    'has no markup but its own, and a subject of one line, whatever comes',
    (notification) => {
      const { subject, text, html } = emailMessage(notification);
      expect(html.replace(OWN_TAGS, '')).not.toMatch(/[<>"']/);
      expect(html).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
      expect(subject).not.toMatch(/\p{Cc}|\p{Cs}/u);
      expect(subject.length).toBeLessThanOrEqual(200);
      expect(text).not.toMatch(/(?![\n\t])\p{Cc}|\p{Cs}/u);
    },
  );

  test('says the same in both parts', () => {
    const { text, html } = emailMessage(sampleNotification({ title: 'a & b', message: 'c\nd' }));
    for (const words of [
      'Severity',
      'ERROR',
      'system',
      '2026-03-01 12:00:00 UTC',
      'usedPercent',
      '95',
      'c\nd',
    ]) {
      expect(text).toContain(words);
      expect(html).toContain(words);
    }
    expect(text).toContain('a & b');
    expect(html).toContain('a &amp; b');
  });
});
