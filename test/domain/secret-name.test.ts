import { describe, expect, test } from 'vitest';
import { isSecretName, isSecretNameInText } from '../../src/domain/secret-name.js';

describe('the name of a secret', () => {
  test.each([
    ...['password', 'userPassword', 'user_password', 'PGPASSWORD', 'passwd', 'pwd', 'pwdHash', 'passphrase'],
    ...['pass', 'dbPass', 'smtpPass', 'DB_PASS', 'dbpass', 'keypass', 'passWord', 'passcode', 'passHash'],
    ...['secret', 'clientSecret', 'secrets', 'token', 'accesstoken', 'X-Amz-Security-Token', 'tokenValue'],
    ...['apiKey', 'apikey', 'APIKey', 'x-api-key', 'API_KEYS', 'apiKey2', 'accessKeyId', 'SharedAccessKey'],
    ...['encryptionKey', 'encryptionkey', 'signingKey', 'privateKey', 'hmac_key', 'masterKey', 'sshKey'],
    ...['auth', 'basicAuth', 'authHeader', 'authorization', 'Proxy-Authorization', 'bearer', 'bearerToken'],
    ...['creds', 'dbCreds', 'credentials', 'sid', 'connect.sid', 'PHPSESSID', 'jsessionid', 'sessionId'],
    ...['cookie', 'Set-Cookie', 'cookieJar', 'jwt', 'signature', 'PIN', 'otp', 'otpCode'],
  ])('%s', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  test.each([
    ...['compass', 'passenger', 'passengers', 'bypass', 'encompass', 'passed', 'passRate', 'pass_count'],
    ...['author', 'authors', 'authority', 'authorId', 'authMethod', 'authProvider', 'oauthProvider'],
    ...['tokenizer', 'tokenized', 'secretary', 'possession', 'obsession', 'sidebar', 'side', 'accountSid'],
    ...['key', 'keyboard', 'primaryKey', 'foreignKey', 'partitionKey', 'cacheKey', 'publicKey', 'monkey'],
    ...['keys', 'turkey', 'hotkeys', 'pinned', 'shipping', 'spin', 'credit', 'sacred', 'option', ''],
  ])('is not %j', (name) => {
    expect(isSecretName(name)).toBe(false);
    expect(isSecretNameInText(name, false)).toBe(false);
  });
});

describe('the name of a secret in a text', () => {
  test.each([
    ['password', true, true],
    ['basicAuth', true, true],
    ['db_creds', true, true],
    ['auth', true, false],
    ['auth', false, true],
    ['session', true, false],
    ['session', false, true],
    ['express-session', true, false],
    ['pin', true, false],
    ['passwordHash', false, true],
    ['authHeader', false, true],
    ['token-service', true, false],
    ['session-store', false, false],
    ['tokenservice', true, false],
  ])('%s, in a sentence: %s', (name, inSentence, isSecret) => {
    expect(isSecretNameInText(name, inSentence)).toBe(isSecret);
  });
});
