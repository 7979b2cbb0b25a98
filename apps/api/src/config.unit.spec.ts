import { describe, expect, it } from '@jest/globals';
import { ConfigError, configHelp, readConfig } from '@touchstone/runtime';
import { ApiConfigSchema } from './config.js';

const env = {
  DATABASE_URL: 'postgres://touchstone@127.0.0.1/touchstone',
  CLICKHOUSE_URL: 'http://127.0.0.1:8123/touchstone',
  PII_KEY: 'ab'.repeat(32),
};

describe('configuration of the API', () => {
  it('needs the two databases and the key; the rest has defaults', () =>
    expect(readConfig(ApiConfigSchema, env)).toEqual({
      ...env,
      PORT: 8082,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
    }));

  it('is refused with every problem at once', () => {
    const problems = (() => {
      try {
        readConfig(ApiConfigSchema, { PORT: '99999', DATABASE_URL: 'mysql://x', LOG_LEVEL: 'loud' });
      } catch (thrown) {
        return (thrown as ConfigError).problems.map((problem) => problem.split(':')[0]);
      }
    })();
    expect(problems).toEqual(['PORT', 'LOG_LEVEL', 'DATABASE_URL', 'CLICKHOUSE_URL', 'PII_KEY']);
  });

  it('is explained line by line', () => {
    const lines = configHelp(ApiConfigSchema).split('\n');
    expect(lines).toHaveLength(Object.keys(ApiConfigSchema.shape).length);
    expect(lines[0]).toMatch(/^ {2}PORT +Port of the API.*\(default 8082\)$/);
    expect(lines[3]).toMatch(/^ {2}DATABASE_URL .*\(required\)$/);
  });
});
