import { topicOf, type TopicDescription, topics } from '@touchstone/broker';
import { alertTypes, EnvelopeSchema, type EventType, eventTypes } from '@touchstone/contracts';
import { z } from 'zod';
import { jsonSchemaOf } from './json-schema.js';
import { rejectedExample, RejectedMessageSchema } from './rejected-message.js';

const description = `Events reach Touchstone on the inbound topics as CloudEvents 1.0 in JSON, structured (one event, or
an array of them) or binary (attributes as \`ce_\` headers). What is not accepted goes to \`touchstone.rejected\` with the
reason, and never stops its partition. Alerts are CloudEvents as well, structured, on \`touchstone.alerts\`.`;

const structured = 'application/cloudevents+json';
const byName = <T>([a]: [string, T], [b]: [string, T]) => (a < b ? -1 : 1);
const messageRef = (name: string) => ({ $ref: `#/components/messages/${name}` });

const keyed = {
  kafka: {
    key: { type: 'string', description: 'Workspace and customer key: one customer, one partition.' },
    bindingVersion: '0.5.0',
  },
};
const headers = {
  type: 'object',
  properties: {
    workspace: {
      type: 'string',
      description: 'Whose event it is; the extension attribute `workspace` does as well.',
    },
    'content-type': { type: 'string' },
  },
};

function eventMessage(type: string, { schema, examples }: EventType): object {
  const event = EnvelopeSchema.extend({ type: z.literal(type), data: schema });
  return {
    name: type,
    title: type,
    summary: schema.meta()?.description ?? type,
    contentType: structured,
    headers,
    // draft 7: what every AsyncAPI tool reads
    payload: jsonSchemaOf(event, { target: 'draft-7' }),
    bindings: keyed,
    examples: examples.map((data) => ({
      name: type,
      headers: { workspace: 'acme', 'content-type': `${structured}; charset=UTF-8` },
      payload: {
        specversion: '1.0',
        id: 'evt-1',
        source: 'example/source',
        type,
        time: '2026-03-01T09:30:00.000Z',
        data,
      },
    })),
  };
}

const rejectedMessage = {
  name: 'rejected',
  title: 'rejected',
  summary: RejectedMessageSchema.meta()?.description ?? '',
  contentType: 'application/json',
  headers,
  payload: jsonSchemaOf(RejectedMessageSchema, { target: 'draft-7' }),
  bindings: keyed,
  examples: [
    {
      name: 'rejected',
      headers: { workspace: 'acme', 'content-type': 'application/json' },
      payload: rejectedExample,
    },
  ],
};

function messagesOf(topic: TopicDescription): string[] {
  if (topic.name === topics.rejected.name) return [rejectedMessage.name];
  if (topic.name === topics.alerts.name) return Object.keys(alertTypes).sort();
  return Object.keys(eventTypes)
    .filter((type) => topicOf(type) === topic.name)
    .sort();
}

function channel(topic: TopicDescription): object {
  const names = messagesOf(topic);
  return {
    address: topic.name,
    description: topic.description,
    servers: [{ $ref: '#/servers/kafka' }],
    ...(names.length > 0 && { messages: Object.fromEntries(names.map((name) => [name, messageRef(name)])) }),
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

function operation(key: string, topic: TopicDescription): [string, object] {
  const action = topic.inbound ? 'receive' : 'send';
  return [`${action}-${key}`, { action, channel: { $ref: `#/channels/${key}` }, summary: topic.description }];
}

/** AsyncAPI 3.0: the topics, which of them are read and which written, and every event type as a message. */
export function asyncApiDocument(): object {
  const channels = Object.entries<TopicDescription>(topics).sort(byName);
  const events = Object.entries({ ...eventTypes, ...alertTypes }).sort(byName);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Touchstone events',
      version: '1',
      description,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: structured,
    servers: {
      kafka: {
        host: 'localhost:9092',
        protocol: 'kafka',
        description: 'The Kafka cluster of KAFKA_BROKERS.',
      },
    },
    channels: Object.fromEntries(channels.map(([key, topic]) => [key, channel(topic)])),
    operations: Object.fromEntries(
      channels
        .filter(([, topic]) => messagesOf(topic).length > 0)
        .map(([key, topic]) => operation(key, topic)),
    ),
    components: {
      messages: {
        ...Object.fromEntries(events.map(([type, definition]) => [type, eventMessage(type, definition)])),
        [rejectedMessage.name]: rejectedMessage,
      },
    },
  };
}
