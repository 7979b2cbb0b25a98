import { topicOf, type TopicDescription, topics } from '@touchstone/broker';
import { EnvelopeSchema, eventTypes } from '@touchstone/contracts';
import { z } from 'zod';
import { jsonSchemaOf } from './json-schema.js';

const description = `Events reach Touchstone on the inbound topics as CloudEvents 1.0 in JSON, structured (one event, or
an array of them) or binary (attributes as \`ce_\` headers). What is not accepted goes to \`touchstone.rejected\` with the
reason, and never stops its partition.`;

const channelRef = (key: string) => ({ $ref: `#/channels/${key}` });
const byName = <T>([a]: [string, T], [b]: [string, T]) => (a < b ? -1 : 1);

function messages(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(eventTypes)
      .sort(byName)
      .map(([type, { schema, example }]) => {
        const event = EnvelopeSchema.extend({ type: z.literal(type), data: schema });
        const { title, description: summary } = schema.meta() ?? {};
        return [
          type,
          {
            name: type,
            title: title ?? type,
            ...(summary !== undefined && { summary }),
            contentType: 'application/cloudevents+json',
            // draft 7: what every AsyncAPI tool reads
            payload: jsonSchemaOf(event, { target: 'draft-7' }),
            bindings: {
              kafka: {
                key: {
                  type: 'string',
                  description: 'Workspace and customer key: one customer, one partition.',
                },
                bindingVersion: '0.5.0',
              },
            },
            examples: [
              {
                name: type,
                headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' },
                payload: {
                  specversion: '1.0',
                  id: 'evt-1',
                  source: 'example/source',
                  type,
                  time: '2026-03-01T09:30:00.000Z',
                  data: example,
                },
              },
            ],
          },
        ];
      }),
  );
}

function channel(topic: TopicDescription): object {
  const types = Object.keys(eventTypes)
    .filter((type) => topicOf(type) === topic.name)
    .sort();
  return {
    address: topic.name,
    description: topic.description,
    servers: [{ $ref: '#/servers/kafka' }],
    ...(types.length > 0 && {
      messages: Object.fromEntries(types.map((type) => [type, { $ref: `#/components/messages/${type}` }])),
    }),
    bindings: {
      kafka: {
        topic: topic.name,
        partitions: topic.partitions,
        topicConfiguration: { 'retention.ms': topic.retentionDays * 24 * 3600 * 1000 },
        bindingVersion: '0.5.0',
      },
    },
  };
}

/** AsyncAPI 3.0: the topics, who reads and writes them, and every event type as a message. */
export function asyncApiDocument(): object {
  const channels = Object.entries<TopicDescription>(topics).sort(byName);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Touchstone events',
      version: '1',
      description,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/cloudevents+json',
    servers: {
      kafka: {
        host: 'localhost:9092',
        protocol: 'kafka',
        description: 'The Kafka cluster of KAFKA_BROKERS.',
      },
    },
    channels: Object.fromEntries(channels.map(([key, topic]) => [key, channel(topic)])),
    operations: Object.fromEntries(
      channels.map(([key, topic]) => [
        `${topic.inbound ? 'receive' : 'send'}-${key}`,
        { action: topic.inbound ? 'receive' : 'send', channel: channelRef(key), summary: topic.description },
      ]),
    ),
    components: { messages: messages() },
  };
}
