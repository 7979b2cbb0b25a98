import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { KafkaConnection } from './kafkajs-broker.js';

const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

const SslSchema = z.string().transform((text, context): NonNullable<KafkaConnection['ssl']> => {
  if (text === 'true' || text === 'false') return text === 'true';
  if (existsSync(text)) return { ca: [readFileSync(text, 'utf8')] };
  context.addIssue({
    code: 'custom',
    message:
      'is true, false, or the file of the CA certificates (PEM) that sign the brokers’; no such file is there',
  });
  return z.NEVER;
});

/** Environment variables of everything that connects to Kafka; `checkKafka` checks them as a whole. */
export const kafkaFields = {
  KAFKA_BROKERS: z.string().transform((list) => list.split(',').map((broker) => broker.trim())),
  KAFKA_SSL: SslSchema.optional().meta({
    description: 'true for TLS, or the file of the CA certificates (PEM) to trust',
  }),
  KAFKA_SASL_MECHANISM: z
    .enum(mechanisms, `is one of ${mechanisms.join(', ')}`)
    .optional()
    .meta({ description: `${mechanisms.join(', ')}; without it nobody is authenticated` }),
  KAFKA_SASL_USERNAME: z.string().optional().meta({ description: 'user name for SASL' }),
  KAFKA_SASL_PASSWORD: z.string().optional().meta({ description: 'password for SASL' }),
} as const;

const saslNames = ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const;

export type KafkaSettings = Partial<z.output<z.ZodObject<typeof kafkaFields>>>;

/** Whether the settings go together: SASL is whole or not there, and all of it is for brokers that are named. */
export function checkKafka(settings: KafkaSettings, context: z.core.$RefinementCtx<KafkaSettings>): void {
  const given = (['KAFKA_SSL', ...saslNames] as const).filter((name) => settings[name] !== undefined);
  const missing: string[] = given.some((name) => name !== 'KAFKA_SSL')
    ? saslNames.filter((name) => settings[name] === undefined)
    : [];
  if (given.length > 0 && !settings.KAFKA_BROKERS) missing.push('KAFKA_BROKERS');
  for (const name of missing)
    context.addIssue({
      code: 'custom',
      path: [name],
      message: `is missing; it goes with ${given.join(', ')}`,
    });
}

/** How to connect, as checked settings say. */
export function kafkaConnection(
  settings: KafkaSettings & { KAFKA_BROKERS: string[] },
): Pick<KafkaConnection, 'brokers' | 'ssl' | 'sasl'> {
  const { KAFKA_BROKERS: brokers, KAFKA_SSL: ssl, KAFKA_SASL_MECHANISM: mechanism } = settings;
  const { KAFKA_SASL_USERNAME: username = '', KAFKA_SASL_PASSWORD: password = '' } = settings;
  return {
    brokers,
    ...(ssl !== undefined && { ssl }),
    ...(mechanism && { sasl: { mechanism, username, password } }),
  };
}
