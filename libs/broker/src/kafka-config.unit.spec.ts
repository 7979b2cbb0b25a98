import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '@touchstone/runtime';
import { z } from 'zod';
import { checkKafka, kafkaConnection, kafkaFields, KafkajsBroker } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-kafka-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const schema = z
  .object({ ...kafkaFields, KAFKA_BROKERS: kafkaFields.KAFKA_BROKERS.optional() })
  .superRefine(checkKafka);
const brokers = { KAFKA_BROKERS: 'one:9092, two:9092' };
const connectionOf = (env: Record<string, string>) => {
  const config = readConfig(schema, { ...brokers, ...env });
  return kafkaConnection({ ...config, KAFKA_BROKERS: config.KAFKA_BROKERS! });
};
const problemsOf = (env: Record<string, string>): string[] => {
  try {
    readConfig(schema, env);
    return [];
  } catch (thrown) {
    return (thrown as { problems: string[] }).problems;
  }
};
const sasl = {
  KAFKA_SASL_MECHANISM: 'scram-sha-512',
  KAFKA_SASL_USERNAME: 'touchstone',
  KAFKA_SASL_PASSWORD: 'open-sesame',
};

describe('the Kafka settings', () => {
  it('become what the adapter connects with', () => {
    expect(connectionOf({})).toEqual({ brokers: ['one:9092', 'two:9092'] });
    expect(connectionOf({ KAFKA_SSL: 'false' })).toMatchObject({ ssl: false });
    expect(connectionOf({ ...sasl, KAFKA_SSL: 'true' })).toEqual({
      brokers: ['one:9092', 'two:9092'],
      ssl: true,
      sasl: { mechanism: 'scram-sha-512', username: 'touchstone', password: 'open-sesame' },
    });
    const { KAFKA_SASL_PASSWORD: password, ...open } = sasl;
    const inFiles = {
      ...open,
      KAFKA_SSL: file('ca.pem', 'certificates'),
      KAFKA_SASL_PASSWORD_FILE: file('password', `${password}\n`),
    };
    expect(connectionOf(inFiles)).toMatchObject({
      ssl: { ca: ['certificates'] },
      sasl: { password: 'open-sesame' },
    });
  });

  it('are checked as a whole, and no problem quotes a secret', () => {
    expect(problemsOf({ ...brokers, KAFKA_SASL_PASSWORD: 'open-sesame' })).toEqual([
      'KAFKA_SASL_MECHANISM: is missing; it goes with KAFKA_SASL_PASSWORD',
      'KAFKA_SASL_USERNAME: is missing; it goes with KAFKA_SASL_PASSWORD',
    ]);
    expect(problemsOf({ KAFKA_SSL: 'true' })).toEqual(['KAFKA_BROKERS: is missing; it goes with KAFKA_SSL']);
    expect(problemsOf({ ...brokers, ...sasl, KAFKA_SASL_MECHANISM: 'gssapi' })).toEqual([
      'KAFKA_SASL_MECHANISM: is one of plain, scram-sha-256, scram-sha-512',
    ]);
    const wrong = { ...brokers, ...sasl, KAFKA_SSL: 'yes', KAFKA_SASL_MECHANISM: 'x' };
    expect(problemsOf(wrong)).toEqual([
      expect.stringMatching(/^KAFKA_SSL: is true, false, or the file/),
      expect.stringMatching(/^KAFKA_SASL_MECHANISM: /),
    ]);
    expect(JSON.stringify(problemsOf(wrong))).not.toContain('open-sesame');
  });

  it('reach the wire: with TLS the first byte is a handshake, and no log has the password', async () => {
    const first: number[] = [];
    const server = createServer((socket) => {
      socket.once('data', (bytes) => {
        first.push(bytes[0]!);
        socket.destroy();
      });
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const lines: string[] = [];
    const log = (...said: unknown[]): void => void lines.push(JSON.stringify(said));
    const broker = new KafkajsBroker({
      ...connectionOf({ ...sasl, KAFKA_SSL: 'true', KAFKA_BROKERS: address }),
      clientId: 'test',
      logger: { debug: log, info: log, warn: log, error: log },
    });
    await expect(broker.ping()).rejects.toThrow();
    await broker.close();
    server.close();
    expect(first[0]).toBe(0x16);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join()).not.toContain('open-sesame');
  });
});
