import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { redactText } from '../../src/domain/redact.js';

describe('redactText', () => {
  test.each([
    'connect ECONNREFUSED 127.0.0.1:587',
    'getaddrinfo ENOTFOUND hooks.slack.com',
    'hooks.slack.com answered 429; too many requests',
    'see https://example.com',
    'see https://example.com/, then retry',
    'Invalid login: 535 authentication failed',
    'the token expired',
    'basic checks failed',
    'encompass=yes, author: joe, authority=idp, tokenizer=bpe, primaryKey: 7, monkey=george',
    'invalid session: it has expired',
    'token-service: connect ECONNREFUSED 127.0.0.1:1',
    'express-session: deprecated',
    'basic-auth: no user',
    'the option --password is required',
    'options: --token, --user',
    'a sign-in - password reset',
  ])('leaves %j as it is', (text) => {
    expect(redactText(text)).toBe(text);
  });

  test.each([
    ['https://hooks.slack.com/services/T0/B0/xyz', 'https://hooks.slack.com/[redacted]'],
    ['POST "https://u:p@h.example:8443/a?b=c#d" failed', 'POST "https://h.example:8443/[redacted]" failed'],
    ['smtps://joe:pass@mail.example', 'smtps://mail.example'],
    ['smtp://joe:p@ss@mail.example:25', 'smtp://mail.example:25'],
    [
      'http://h.example?key=1 and http://i.example/x',
      'http://h.example/[redacted] and http://i.example/[redacted]',
    ],
    ['http://[::1]:80/x', 'http://[::1]:80/[redacted]'],
    ['HTTPS://H.example/X', 'HTTPS://H.example/[redacted]'],
    ['no route to /api/webhooks/123/abc-def', 'no route to /api/webhooks/[redacted]'],
    ['no route to /services/T0/B0/x', 'no route to /services/[redacted]'],
    ['Authorization: Bearer abc.def', 'Authorization: [redacted]'],
    ['{"authorization":"Basic dXNlcjpw"}', '{"authorization":"[redacted]"}'],
    ['sent Bearer abcdefgh12345', 'sent Bearer [redacted]'],
    ['password=hunter2&user=joe', 'password=[redacted]&user=joe'],
    ['{"password": "a b\'c", "user": "joe"}', '{"password": [redacted], "user": "joe"}'],
    ['client_secret: s3cr3t; x-api-key: k', 'client_secret: [redacted]; x-api-key: [redacted]'],
    ['access_token=abc', 'access_token=[redacted]'],
    ['bad key whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'bad key [redacted]'],
    ['dbPass=x1; encryptionKey: x2', 'dbPass=[redacted]; encryptionKey: [redacted]'],
    ['{"pin":1234,"dbPass":"x"}', '{"pin":[redacted],"dbPass":[redacted]}'],
    [String.raw`{\"smtpPass\":\"x\",\"to\":\"joe\"}`, String.raw`{\"smtpPass\":[redacted],\"to\":\"joe\"}`],
    [String.raw`{"secret":"a\"b"}`, '{"secret":[redacted]}'],
    [`{"password"=>"x", :token=>"y"}`, '{"password"=>[redacted], :token=>[redacted]}'],
    ["headers['x-api-key'] = 'x'", "headers['x-api-key'] = [redacted]"],
    ['mysqldump --password x --user joe', 'mysqldump --password [redacted] --user joe'],
    ['keytool -storepass x', 'keytool -storepass [redacted]'],
    ['["--db-pass","x","--user","joe"]', '["--db-pass",[redacted],"--user","joe"]'],
    ['--password=x --user=joe', '--password=[redacted] --user=joe'],
    ['error: password=x', 'error: password=[redacted]'],
    ['Cookie: a; connect.sid=x', 'Cookie: a; connect.sid=[redacted]'],
    ['session=x&auth=y', 'session=[redacted]&auth=[redacted]'],
    ['AWS_SECRET_ACCESS_KEY=x PGPASSWORD=y', 'AWS_SECRET_ACCESS_KEY=[redacted] PGPASSWORD=[redacted]'],
    ['xoxb-1-2-abc is revoked', '[redacted] is revoked'],
    ['one\r\ntwo\u0000three\u2028four', 'one two three four'],
    ['  padded \n', 'padded'],
  ])('makes %j into %j', (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  test('keeps 300 characters and shows that something was cut', () => {
    expect([...redactText('x'.repeat(300))]).toHaveLength(300);
    expect(redactText('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`);
    expect(redactText('😀'.repeat(301))).toBe(`${'😀'.repeat(299)}…`);
  });

  test('looks at a bounded part of a huge text, and cuts no secret short into view', () => {
    const huge = `https://h.example/${'s3cr3t'.repeat(200_000)}`;
    expect(redactText(huge)).toBe('https://h.example/[redacted]…');
  });

  test.prop([fc.string({ unit: 'binary', maxLength: 400 })])(
    'is stable: redacting twice changes nothing',
    (text) => {
      const once = redactText(text);
      expect(redactText(once)).toBe(once);
    },
  );

  test.prop([
    fc
      .array(
        fc.constantFrom(
          ...[
            'password',
            'dbPass',
            'x',
            'pin',
            'session',
            'authorization',
            'Bearer',
            '[redacted]',
            '--token',
          ],
          ...[
            '=',
            ':',
            '=>',
            ' ',
            ' ',
            ',',
            '"',
            '"',
            "'",
            '\\',
            '{',
            '}',
            ']',
            '&',
            ';',
            '-',
            '.',
            '/',
            '@',
          ],
        ),
        { maxLength: 30 },
      )
      .map((parts) => parts.join('')),
  ])('nor does it where names and signs stand in any order', (text) => {
    const once = redactText(text);
    expect(redactText(once)).toBe(once);
  });

  test.prop([
    fc.constantFrom('password', 'dbPass', 'api_key', 'SMTP_PASSWORD', 'client-secret', 'jwt', 'signingKey'),
    fc.constantFrom('=', ': ', '":"', '": "', "'=>'", '\\":\\"'),
    fc.stringMatching(/^[A-Za-z0-9]{12}$/),
    fc.constantFrom('error: ', '{"', 'a=b&', '(', '--', 'x; '),
  ])('never shows what follows the name of a secret', (name, sign, secret, before) => {
    expect(redactText(`${before}${name}${sign}${secret}" and so on`)).not.toContain(secret);
  });

  test.prop([
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.stringMatching(/^[a-z]{3,8}$/),
    fc.stringMatching(/^[A-Za-z0-9]{12}$/),
  ])('never shows userinfo or path of a URL', (url, word, secret) => {
    const { host } = new URL(url);
    const text = `${word} https://${secret}:${secret}@${host}/${secret}?${secret} ${word}`;
    expect(redactText(text)).toBe(`${word} https://${host}/[redacted] ${word}`);
  });
});
