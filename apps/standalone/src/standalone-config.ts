import { checkKafka, kafkaFields } from '@touchstone/broker';
import { relayFields } from '@touchstone/relay';
import { configFields } from '@touchstone/runtime';
import { z } from 'zod';

/** Environment of `touchstone start`; its options go before. */
export const StandaloneConfigSchema = z
  .object({
    PORT: configFields.PORT.default(4747),
    HOST: configFields.HOST,
    BI_PORT: z
      .union([z.literal('off'), configFields.PORT], 'is a port, 0 for a free one, or off')
      .default(8123),
    BI_HOST: configFields.HOST,
    LOG_LEVEL: configFields.LOG_LEVEL.unwrap().default('warn'),
    TOUCHSTONE_DATA: z.string().default('.touchstone'),
    ...kafkaFields,
    KAFKA_BROKERS: kafkaFields.KAFKA_BROKERS.optional(),
    ...relayFields,
    TOUCHSTONE_DEMO_SCALE: z.coerce
      .number('is a number from 0.02 to 1')
      .min(0.02, 'is at least 0.02')
      .max(1, 'is at most 1')
      .default(1),
  })
  .superRefine(checkKafka);

export type StandaloneConfig = z.infer<typeof StandaloneConfigSchema>;
